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

  /** The host and port of an endpoint, which has no scope where it has a proxy. */
  static Target of(Endpoint endpoint) {
    return new Target(
        endpoint.host(), endpoint.isAddressLiteral(), endpoint.port(), endpoint.authority());
  }
}
