package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * To whom a transport connects: the endpoint, or its proxy, which then leads on.
 *
 * @param host a name, or the text of an address
 * @param port its port
 * @param given the address, where no resolver is needed; null where one is
 */
record Hop(String host, int port, @Nullable SocketAddress given) {

  static Hop of(Endpoint endpoint) {
    Path path = endpoint.path();
    if (path != null) {
      return new Hop("", 0, UnixDomainSocketAddress.of(path));
    }
    Proxy proxy = endpoint.proxy();
    return proxy == null
        ? of(endpoint.host(), endpoint.port(), endpoint.isAddressLiteral())
        : of(proxy.host(), proxy.port(), proxy.isAddressLiteral());
  }

  private static Hop of(String host, int port, boolean literal) {
    return new Hop(host, port, literal ? literal(host, port) : null);
  }

  private static SocketAddress literal(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      // Only a scope can be wrong in a literal: there is no such interface.
      throw new IllegalStateException(host + ": " + e.getMessage(), e);
    }
  }

  /** As in an endpoint's authority. */
  String authority() {
    return given == null ? host + ":" + port : given.toString();
  }

  SocketAddress at(InetAddress address) {
    return new InetSocketAddress(address, port);
  }
}
