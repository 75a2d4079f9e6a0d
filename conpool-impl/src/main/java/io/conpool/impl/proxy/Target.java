package io.conpool.impl.proxy;

import io.conpool.Endpoint;

/**
 * Whom a proxy is asked to lead to: host and port as they were given, because it is the proxy that
 * resolves names.
 *
 * @param host a name in ASCII of at most 253 characters, or an IPv4 or IPv6 address without
 *     brackets and scope
 * @param literal whether the host is an address
 * @param port the port
 * @param authority host and port as they stand in an URI, an IPv6 address in brackets
 */
record Target(String host, boolean literal, int port, String authority) {

  /**
   * The host and port of an endpoint.
   *
   * @throws ProxyRefusedException if no proxy can be told: the scope of an IPv6 address is a
   *     network interface of this machine
   */
  static Target of(Endpoint endpoint) throws ProxyRefusedException {
    String host = endpoint.host();
    int percent = host.indexOf('%');
    if (percent >= 0) {
      throw ProxyRefusedException.verdict(
          "a proxy cannot be asked for "
              + host
              + ": the scope "
              + host.substring(percent)
              + " is of this machine; give the address without it, or connect without a proxy");
    }
    return new Target(host, endpoint.isAddressLiteral(), endpoint.port(), endpoint.authority());
  }
}
