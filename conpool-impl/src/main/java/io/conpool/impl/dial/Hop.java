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
 * @param port its port; 0 where it is a service, whose servers have theirs
 * @param literal whether it is an address
 * @param path of a Unix-domain socket, null where there is a host
 */
record Hop(String host, int port, boolean literal, @Nullable Path path) {

  static Hop of(Endpoint endpoint) {
    Path path = endpoint.path();
    if (path != null) {
      return new Hop("", 0, false, path);
    }
    Proxy proxy = endpoint.proxy();
    return proxy == null
        ? new Hop(endpoint.host(), endpoint.port(), endpoint.isAddressLiteral(), null)
        : new Hop(proxy.host(), proxy.port(), proxy.isAddressLiteral(), null);
  }

  /** Whether only a resolver knows the address. */
  boolean isNamed() {
    return path == null && !literal;
  }

  /**
   * The address, where no resolver is needed; null where one is.
   *
   * @throws IllegalStateException if it is one of a network interface that is not there
   */
  @Nullable SocketAddress given() {
    if (path != null) {
      return UnixDomainSocketAddress.of(path);
    } else if (!literal) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      // Only a scope can be wrong in a literal: there is no such interface.
      throw new IllegalStateException(host + ": " + e.getMessage(), e);
    }
  }

  /** Whether it is a service, which has servers of other names. */
  boolean isService() {
    return path == null && port == 0;
  }

  /** As in an endpoint's authority. */
  String authority() {
    if (path != null) {
      return path.toString();
    }
    return isService() ? host : host + ":" + port;
  }

  SocketAddress at(InetAddress address) {
    return new InetSocketAddress(address, port);
  }
}
