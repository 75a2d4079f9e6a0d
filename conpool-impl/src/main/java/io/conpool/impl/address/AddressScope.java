package io.conpool.impl.address;

import java.net.Inet4Address;
import java.net.InetAddress;

/** How far an address reaches (RFC 6724, sections 3.1 and 3.2), as the number of RFC 4291. */
final class AddressScope {

  private static final int LINK_LOCAL = 0x2;
  private static final int SITE_LOCAL = 0x5;
  private static final int GLOBAL = 0xe;

  private AddressScope() {}

  static int of(InetAddress address) {
    if (address.isMulticastAddress()) {
      return address instanceof Inet4Address ? GLOBAL : address.getAddress()[1] & 0xf;
    } else if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    // Private IPv4 addresses are global, as the RFC has it.
    boolean site = address.isSiteLocalAddress() && !(address instanceof Inet4Address);
    return site ? SITE_LOCAL : GLOBAL;
  }
}
