package io.conpool.impl.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a Unix-domain socket.
 *
 * <p>Such a channel has no socket whose reads could be timed, and changing its mode waits behind
 * whoever is inside; so once connected it stays in non-blocking mode, and the blocking calls wait
 * until it is ready.
 */
final class NioUnixTransport extends NioTransport {

  private final UnixDomainSocketAddress peer;
  private final Readiness readable;
  private final Readiness writable;

  private NioUnixTransport(SocketChannel channel, UnixDomainSocketAddress peer) {
    super(channel);
    this.peer = peer;
    this.readable = new Readiness(channel, SelectionKey.OP_READ);
    this.writable = new Readiness(channel, SelectionKey.OP_WRITE);
  }

  static NioUnixTransport open(UnixDomainSocketAddress peer) throws IOException {
    try {
      return new NioUnixTransport(SocketChannel.open(StandardProtocolFamily.UNIX), peer);
    } catch (UnsupportedOperationException e) {
      throw new IOException("this system has no Unix-domain sockets", e);
    }
  }

  @Override
  public void connect() throws IOException {
    try {
      channel.connect(peer);
    } catch (SocketException e) {
      throw e.getClass() == SocketException.class ? refusal(e) : e;
    }
    channel.configureBlocking(false);
  }

  /**
   * A missing socket file is a server that is not up, and a backlog that is full (which fails at
   * once on a virtual thread) one that is busy: both pass like a refusal, and the system gives
   * neither an exception of its own.
   */
  private static ConnectException refusal(SocketException e) {
    ConnectException refusal = new ConnectException(e.getMessage());
    refusal.initCause(e);
    return refusal;
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    heedInterrupt();
    int count = readSlice(target);
    while (count == 0) {
      if (!await(readable, millis(timeoutNanos))) {
        throw new SocketTimeoutException("Read timed out");
      }
      count = readSlice(target);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    heedInterrupt();
    int count = writeSlice(source);
    while (count == 0 && source.hasRemaining()) {
      await(writable, 0);
      count = writeSlice(source);
    }
    return count;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    heedInterrupt();
    long count = writeSlice(sources);
    while (count == 0 && hasRemaining(sources)) {
      await(writable, 0);
      count = writeSlice(sources);
    }
    return count;
  }

  @Override
  public int readNow(ByteBuffer target) throws IOException {
    return readSlice(target);
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    return writeSlice(source);
  }

  /** The address of this end, or null: a connecting Unix-domain socket usually has no name. */
  @Override
  public @Nullable SocketAddress localAddress() {
    SocketAddress address = super.localAddress();
    return address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()
        ? null
        : address;
  }

  @Override
  public void close() {
    super.close();
    readable.wake();
    writable.wake();
  }

  private boolean await(Readiness direction, int timeoutMillis) throws IOException {
    boolean ready = direction.await(timeoutMillis);
    heedInterrupt();
    if (!channel.isOpen()) {
      throw new AsynchronousCloseException();
    }
    return ready;
  }

  /**
   * What a channel in blocking mode does by itself: an interrupt closes it, and the flag stays set.
   */
  private void heedInterrupt() throws ClosedByInterruptException {
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
  }

  private static boolean hasRemaining(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return true;
      }
    }
    return false;
  }
}
