package io.conpool.impl.proxy;

import io.conpool.impl.transport.PlainWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A transport over another one that has something to say first: it is connected when the other one
 * is and that has been said, and answered where it wants an answer.
 *
 * <p>It knows no time limit of its own: whoever waits for it closes the transport when the deadline
 * comes, from any thread.
 */
abstract class PreludeTransport implements Transport {

  private final Transport inner;

  /**
   * What came with the end of the answer: the first bytes of the stream. Belongs to the reader, as
   * the stream does.
   */
  private @Nullable ByteBuffer early;

  private volatile boolean closed;

  PreludeTransport(Transport inner) {
    this.inner = inner;
  }

  /**
   * Says what is to be said over the stream of the inner transport, and reads the answer.
   *
   * @throws ProxyRefusedException if the answer is no
   * @throws IOException if the stream fails
   */
  abstract void introduce(Wire peer) throws IOException;

  /** Keeps what was read beyond the answer, for the first reader of the stream. */
  final void keep(ByteBuffer beyond) {
    early = beyond.hasRemaining() ? beyond : null;
  }

  @Override
  public final void connect() throws IOException {
    reach();
    introduce();
  }

  /** Connects, and says nothing yet. */
  final void reach() throws IOException {
    if (inner instanceof PreludeTransport led) {
      led.reach();
    } else {
      inner.connect();
    }
  }

  /** Says, once connected, what is to be said, and reads the answers. */
  final void introduce() throws IOException {
    if (inner instanceof PreludeTransport led) {
      led.introduce();
    }
    introduce(new PlainWire(inner));
  }

  @Override
  public final int read(ByteBuffer target, long timeoutNanos) throws IOException {
    ByteBuffer first = early;
    if (first == null || !target.hasRemaining()) {
      return inner.read(target, timeoutNanos);
    }
    if (Thread.currentThread().isInterrupted()) {
      // What the inner transport would do, had it still got these bytes.
      close();
      throw new ClosedByInterruptException();
    }
    return take(first, target);
  }

  @Override
  public final int readNow(ByteBuffer target) throws IOException {
    ByteBuffer first = early;
    return first == null || !target.hasRemaining() ? inner.readNow(target) : take(first, target);
  }

  private int take(ByteBuffer first, ByteBuffer target) throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    int count = Math.min(first.remaining(), target.remaining());
    target.put(first.slice(first.position(), count));
    first.position(first.position() + count);
    keep(first);
    return count;
  }

  @Override
  public final int write(ByteBuffer source) throws IOException {
    return inner.write(source);
  }

  @Override
  public final long write(ByteBuffer[] sources) throws IOException {
    return inner.write(sources);
  }

  @Override
  public final int writeNow(ByteBuffer source) throws IOException {
    return inner.writeNow(source);
  }

  @Override
  public final void shutdownOutput() throws IOException {
    inner.shutdownOutput();
  }

  @Override
  public final @Nullable SocketAddress localAddress() {
    return inner.localAddress();
  }

  @Override
  public final void close() {
    closed = true;
    inner.close();
  }
}
