package io.conpool.impl.dial;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked for addresses, and which of them are of use.
 *
 * @param source where connections come from, so that only addresses of its family are of use; null
 *     for anywhere
 */
record Resolving(DnsResolverProvider resolver, @Nullable InetAddress source) {

  /**
   * What the resolver is to be asked for: each family by itself, if it can tell them apart, or only
   * that of the address that connections come from.
   */
  List<AddressFamily> families() {
    if (resolver.joint()) {
      return List.of(AddressFamily.ANY);
    } else if (source == null) {
      return List.of(AddressFamily.IPV6, AddressFamily.IPV4); // in the order of RFC 8305, section 3
    }
    return List.of(source instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4);
  }

  /** Those that can be connected to. */
  List<InetAddress> ofUse(List<InetAddress> addresses) {
    return addresses.stream().filter(this::isOfUse).toList();
  }

  private boolean isOfUse(InetAddress address) {
    return source == null || source instanceof Inet6Address == address instanceof Inet6Address;
  }

  /** Why a host is of no use that has addresses. */
  DnsException outOfReach(String host) {
    return new DnsException(
        DnsException.Kind.NO_DATA,
        "no address of " + host + " can be reached from " + source,
        null);
  }
}
