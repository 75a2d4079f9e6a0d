package io.conpool.dns.dnsjava;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A TCP connection for one question. An interrupt ends every call as a failure, and the flag stays
 * set.
 *
 * @param channel connected; a channel, since its socket heeds interrupts
 * @param deadline the end of the patience with the server
 */
record Connection(SocketChannel channel, Deadline deadline) implements ByteStream, Closeable {

  /**
   * Connects.
   *
   * @throws java.net.SocketTimeoutException if there is no connection in time
   * @throws IOException if there is none at all
   */
  @SuppressWarnings("resource") // handed on, or closed
  static Connection open(InetSocketAddress server, Deadline deadline) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(server, deadline.millisLeft());
      return new Connection(channel, deadline);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What is written here fits any send buffer, so this does not block. */
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      // A socket would give 0 at once, and whoever waits for a byte would ask for ever.
      throw new IllegalArgumentException("bytes must have room");
    }
    Socket socket = channel.socket();
    socket.setSoTimeout(deadline.millisLeft());
    int start = bytes.arrayOffset() + bytes.position();
    int count = socket.getInputStream().read(bytes.array(), start, bytes.remaining());
    bytes.position(bytes.position() + Math.max(0, count));
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
