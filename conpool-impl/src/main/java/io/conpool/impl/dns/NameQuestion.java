package io.conpool.impl.dns;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsResolverProvider;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked. Answers of different resolvers are kept apart, for a provider may be swapped;
 * by identity, whatever their {@code equals} says.
 *
 * @param host in lower case, as ASCII, without a trailing dot
 */
public record NameQuestion(DnsResolverProvider resolver, String host, AddressFamily family) {

  /** The question for the other family; null where both are asked for at once. */
  @Nullable NameQuestion sibling() {
    return switch (family) {
      case ANY -> null;
      case IPV4 -> new NameQuestion(resolver, host, AddressFamily.IPV6);
      case IPV6 -> new NameQuestion(resolver, host, AddressFamily.IPV4);
    };
  }

  /** Whether an address is of the family asked for. */
  boolean isAbout(InetAddress address) {
    return switch (family) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> address instanceof Inet6Address;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NameQuestion that
        && resolver == that.resolver
        && host.equals(that.host)
        && family == that.family;
  }

  @Override
  public int hashCode() {
    return (System.identityHashCode(resolver) * 31 + host.hashCode()) * 31 + family.hashCode();
  }
}
