package io.conpool.impl.transport;

import io.conpool.impl.address.SourceProbe;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * The built-in transports, named {@code nio}: TCP and Unix-domain sockets over NIO channels. They
 * go the way that the machine's routes lead.
 */
public final class NioTransportProvider implements TransportProvider, SourceProbe {

  /** The port does not matter, but it must not be 0. */
  private static final int ANY_PORT = 9;

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) throws IOException {
    if (address instanceof InetSocketAddress inet) {
      if (inet.isUnresolved()) {
        throw new UnknownHostException(inet.getHostString());
      }
      return NioTcpTransport.open(inet, options);
    }
    if (address instanceof UnixDomainSocketAddress unix) {
      return NioUnixTransport.open(unix);
    }
    throw new IOException("nio connects to no address of " + address.getClass());
  }

  /**
   * {@inheritDoc} Connecting a datagram socket sends nothing: the system only looks up the route.
   */
  @Override
  public @Nullable InetAddress source(InetSocketAddress destination) {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(destination.getAddress(), ANY_PORT));
      return channel.getLocalAddress() instanceof InetSocketAddress local
          ? local.getAddress()
          : null;
    } catch (IOException | UnsupportedAddressTypeException e) {
      return null; // no route, or a family that this JDK was told not to use
    }
  }
}
