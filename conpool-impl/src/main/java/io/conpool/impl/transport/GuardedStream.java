package io.conpool.impl.transport;

import io.conpool.DuplexStream;
import io.conpool.impl.time.Deadline;
import io.conpool.impl.time.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A wire in somebody's hands for a while: a lease, a connect hook or a health check.
 *
 * <p>One atomic word says who is inside, what has gone wrong, and whether the right to use the wire
 * has ended. Every read and write enters and leaves by compare-and-set on it, so that at most one
 * reader and one writer are inside, and none enters once the right has ended: an old holder cannot
 * reach the wire's next one.
 */
public abstract class GuardedStream implements DuplexStream {

  /** A thread is inside a read. */
  protected static final int READING = 1;

  /** A thread is inside a write. */
  protected static final int WRITING = 1 << 1;

  /** The right to use the wire has ended. */
  protected static final int ENDED = 1 << 2;

  /** A read or write failed for good. */
  protected static final int FAILED = 1 << 3;

  /** The last read timed out, so its answer may still come. */
  protected static final int READ_TIMED_OUT = 1 << 4;

  /** The outgoing half has ended. */
  protected static final int OUTPUT_SHUT = 1 << 5;

  /** The peer has ended its half. */
  protected static final int INPUT_ENDED = 1 << 6;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(GuardedStream.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal") // written through STATE
  private volatile int state;

  private long bytesRead;
  private long bytesWritten;
  private @Nullable InputStream input;
  private @Nullable OutputStream output;

  /** Makes a stream that is in use. */
  protected GuardedStream() {}

  /** The wire underneath. */
  protected abstract Wire wire();

  /** Whose time counts. */
  protected abstract Platform platform();

  /** How long a read waits, in nanoseconds; 0 means without limit. */
  protected abstract long readTimeoutNanos();

  /** How long a write may take, in nanoseconds; 0 means without limit. */
  protected abstract long writeTimeoutNanos();

  /** What this is called in messages: {@code lease}. */
  protected abstract String kind();

  /**
   * Ends the right to use the wire; once.
   *
   * @return the state it ended in, without {@link #ENDED}; with that bit if it had ended before
   */
  protected final int end() {
    return (int) STATE.getAndBitwiseOr(this, ENDED);
  }

  /** The bits as they are now. */
  protected final int state() {
    return state;
  }

  /** Fails where the right to use the wire has ended. */
  protected final void requireHeld() {
    if ((state & ENDED) != 0) {
      throw new IllegalStateException(ended());
    }
  }

  private String ended() {
    return "the " + kind() + " of the connection to " + endpoint().authority() + " has ended";
  }

  /** Goes inside to read or write. */
  protected final void enter(int bit) throws IOException {
    for (; ; ) {
      int now = state;
      if ((now & ENDED) != 0) {
        throw new IOException(ended());
      }
      if ((now & bit) != 0) {
        throw new IllegalStateException(
            "another thread is "
                + (bit == READING ? "reading from" : "writing to")
                + " the connection to "
                + endpoint().authority());
      }
      if (STATE.compareAndSet(this, now, now | bit)) {
        return;
      }
    }
  }

  /** Comes out again and notes what happened inside. */
  protected final void leave(int bit, int set, int clear) {
    for (; ; ) {
      int now = state;
      if (STATE.compareAndSet(this, now, (now & ~bit & ~clear) | set)) {
        return;
      }
    }
  }

  @Override
  public final int read(ByteBuffer target) throws IOException {
    enter(READING);
    int set = FAILED;
    int clear = 0;
    try {
      int count = wire().read(target, readTimeoutNanos());
      if (count > 0) {
        bytesRead += count;
        clear = READ_TIMED_OUT;
      }
      set = count < 0 ? INPUT_ENDED : 0;
      return count;
    } catch (SocketTimeoutException e) {
      set = READ_TIMED_OUT;
      SocketTimeoutException named =
          new SocketTimeoutException(
              "reading from " + endpoint().authority() + ": no byte within the read timeout");
      named.initCause(e);
      throw named;
    } catch (IOException e) {
      throw named("reading from ", e);
    } finally {
      leave(READING, set, clear);
    }
  }

  @Override
  public final int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    write(wire -> wire.write(source), count);
    return count;
  }

  @Override
  public final long write(ByteBuffer[] sources) throws IOException {
    long count = 0;
    for (ByteBuffer each : sources) {
      count += each.remaining();
    }
    write(wire -> wire.write(sources), count);
    return count;
  }

  private void write(WireAction action, long count) throws IOException {
    enter(WRITING);
    int set = FAILED;
    try {
      withinWriteTimeout(action);
      bytesWritten += count;
      set = 0;
    } catch (IOException e) {
      throw named("writing to ", e);
    } finally {
      leave(WRITING, set, 0);
    }
  }

  private void withinWriteTimeout(WireAction action) throws IOException {
    long timeout = writeTimeoutNanos();
    Wire wire = wire();
    if (timeout == 0) {
      action.on(wire);
      return;
    }
    Deadline deadline = Deadline.arm(platform(), platform().now() + timeout, wire::abort);
    IOException failure = null;
    try {
      action.on(wire);
    } catch (IOException e) {
      failure = e;
    } finally {
      if (!deadline.disarm()) {
        SocketTimeoutException late =
            new SocketTimeoutException("not done within the write timeout");
        late.initCause(failure);
        failure = late;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Ends the outgoing half, as a write. */
  protected final void endOutput() throws IOException {
    enter(WRITING);
    int set = FAILED;
    try {
      wire().shutdownOutput();
      set = 0;
    } catch (IOException e) {
      throw named("shutting down the output to ", e);
    } finally {
      leave(WRITING, set | OUTPUT_SHUT, 0);
    }
  }

  private IOException named(String action, IOException cause) {
    String told = (state & ENDED) != 0 ? ended() : CauseText.of(cause);
    String message = action + endpoint().authority() + ": " + told;
    if (cause instanceof SocketTimeoutException) {
      SocketTimeoutException late = new SocketTimeoutException(message);
      late.initCause(cause);
      return late;
    }
    return new IOException(message, cause);
  }

  @Override
  public final InputStream inputStream() {
    requireHeld();
    InputStream made = input;
    if (made == null) {
      made = new StreamInput(this);
      input = made;
    }
    return made;
  }

  @Override
  public final OutputStream outputStream() {
    requireHeld();
    OutputStream made = output;
    if (made == null) {
      made = new StreamOutput(this);
      output = made;
    }
    return made;
  }

  @Override
  public final Optional<SocketAddress> localAddress() {
    requireHeld();
    return Optional.ofNullable(wire().localAddress());
  }

  @Override
  public final Optional<SSLSession> tlsSession() {
    requireHeld();
    return Optional.ofNullable(wire().session());
  }

  @Override
  public final Optional<String> applicationProtocol() {
    requireHeld();
    return Optional.ofNullable(wire().applicationProtocol());
  }

  /** How many bytes were read through this stream. */
  protected final long readCount() {
    return bytesRead;
  }

  /** How many bytes were written through this stream. */
  protected final long writtenCount() {
    return bytesWritten;
  }

  /** Something that is done on a wire. */
  @FunctionalInterface
  private interface WireAction {
    void on(Wire wire) throws IOException;
  }
}
