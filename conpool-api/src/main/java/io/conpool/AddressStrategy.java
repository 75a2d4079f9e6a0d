package io.conpool;

/** In which order the addresses of a name are tried. Values may be added. */
public enum AddressStrategy {
  /**
   * Of addresses that are equally good, which are of one family and equal under rules 1 to 8 of RFC
   * 6724, section 6, the one with the fewest connections first; so that the connections to a name
   * spread over its addresses.
   */
  SPREAD,
  /**
   * As they are sorted: by RFC 6724, section 6, and where that has no preference in the resolver's
   * order; so that an address comes into use where those before it fail.
   */
  ORDERED
}
