package io.conpool.impl.transport;

import io.conpool.spi.SocketOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * A TCP connection.
 *
 * <p>The channel itself remembers whether it is in blocking mode, and every call sets the mode it
 * needs: changing it costs two system calls, so it stays until the next call wants the other one.
 * Only a call that has the transport for itself ever leaves blocking mode; a reader and a writer
 * that come after it both ask for blocking mode, and the second one to ask finds it set.
 */
final class NioTcpTransport extends NioTransport {

  /**
   * How much of a buffer without an array a timed read fills at most, by way of an array of this
   * size.
   */
  private static final int ARRAY_SIZE = 8 * 1024;

  private final InetSocketAddress peer;

  private NioTcpTransport(SocketChannel channel, InetSocketAddress peer) {
    super(channel);
    this.peer = peer;
  }

  static NioTcpTransport open(InetSocketAddress peer, SocketOptions options) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      new SocketSetup(options).apply(channel, peer.getAddress());
      return new NioTcpTransport(channel, peer);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void connect() throws IOException {
    try {
      channel.connect(peer);
    } catch (UnsupportedAddressTypeException e) {
      // An IPv6 address where the JDK was told to use IPv4 alone: another address may do.
      throw new IOException("this JDK connects to no address like " + peer.getAddress(), e);
    }
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    blocking(true);
    return timeoutNanos == 0 ? readSlice(target) : timedRead(target, millis(timeoutNanos));
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    blocking(true);
    return writeSlice(source);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    blocking(true);
    return writeSlice(sources);
  }

  @Override
  public int readNow(ByteBuffer target) throws IOException {
    blocking(false);
    return readSlice(target);
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    blocking(false);
    return writeSlice(source);
  }

  private void blocking(boolean mode) throws IOException {
    if (channel.isBlocking() != mode) {
      channel.configureBlocking(mode);
    }
  }

  /** Only the socket's stream knows of time, and it takes nothing but arrays. */
  private int timedRead(ByteBuffer target, int timeoutMillis) throws IOException {
    Socket socket = channel.socket();
    socket.setSoTimeout(timeoutMillis);
    InputStream stream = socket.getInputStream();
    if (target.hasArray()) {
      int offset = target.arrayOffset() + target.position();
      int count = stream.read(target.array(), offset, Math.min(target.remaining(), HEAP_SLICE));
      target.position(target.position() + Math.max(count, 0));
      return count;
    }
    byte[] bytes = new byte[Math.min(target.remaining(), ARRAY_SIZE)];
    int count = stream.read(bytes);
    target.put(bytes, 0, Math.max(count, 0));
    return count;
  }
}
