package io.conpool.impl.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server on this machine whose connections the test plays itself. */
public final class LoopbackServer implements AutoCloseable {

  private static final int MORE_THAN_ANY_BACKLOG = 8;

  private final ServerSocketChannel channel;
  private final SocketAddress address;
  private final List<SocketChannel> connections = new ArrayList<>();

  private LoopbackServer(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.address = channel.getLocalAddress();
  }

  public static LoopbackServer tcp() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    return new LoopbackServer(channel);
  }

  public static LoopbackServer unix(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path), 1);
    return new LoopbackServer(channel);
  }

  SocketAddress address() {
    return address;
  }

  SocketChannel accept() throws IOException {
    SocketChannel connection = channel.accept();
    connections.add(connection);
    return connection;
  }

  /** Leaves the next to connect waiting, or refused, for as long as nobody accepts. */
  void fillBacklog() throws IOException {
    for (int i = 0; i < MORE_THAN_ANY_BACKLOG; i++) {
      SocketChannel client =
          address instanceof UnixDomainSocketAddress
              ? SocketChannel.open(StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      connections.add(client);
      client.configureBlocking(false);
      try {
        client.connect(address);
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Nobody listens any more; the connections live on. */
  void stopListening() throws IOException {
    channel.close();
  }

  @Override
  public void close() {
    try {
      channel.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
