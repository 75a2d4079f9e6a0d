package io.conpool.impl.transport;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** The built-in transports, named {@code nio}: TCP and Unix-domain sockets over NIO channels. */
public final class NioTransportProvider implements TransportProvider {

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
}
