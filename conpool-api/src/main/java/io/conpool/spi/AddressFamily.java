package io.conpool.spi;

/** Which kind of address a look-up asks for. */
public enum AddressFamily {
  /** IPv4, DNS record type A. */
  IPV4,
  /** IPv6, DNS record type AAAA. */
  IPV6,
  /** Both in one call, for a resolver that cannot ask for one alone. */
  ANY
}
