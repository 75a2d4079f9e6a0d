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
public record NameQuestion(DnsResolverProvider resolver, String host, Subject subject) {

  /** What is asked about a name. */
  public enum Subject {
    /** Its addresses, of whatever family. */
    ANY,
    /** Its IPv4 addresses. */
    IPV4,
    /** Its IPv6 addresses. */
    IPV6,
    /** The servers of the service that it is. */
    SERVERS
  }

  /** The question for addresses. */
  public static NameQuestion addresses(
      DnsResolverProvider resolver, String host, AddressFamily family) {
    Subject subject =
        switch (family) {
          case ANY -> Subject.ANY;
          case IPV4 -> Subject.IPV4;
          case IPV6 -> Subject.IPV6;
        };
    return new NameQuestion(resolver, host, subject);
  }

  /** The question for the servers of a service. */
  public static NameQuestion servers(DnsResolverProvider resolver, String service) {
    return new NameQuestion(resolver, service, Subject.SERVERS);
  }

  /** The family of addresses that is asked for; null where servers are. */
  @Nullable AddressFamily family() {
    return switch (subject) {
      case ANY -> AddressFamily.ANY;
      case IPV4 -> AddressFamily.IPV4;
      case IPV6 -> AddressFamily.IPV6;
      case SERVERS -> null;
    };
  }

  /** The question for the other family; null where there is none. */
  @Nullable NameQuestion sibling() {
    return switch (subject) {
      case ANY, SERVERS -> null;
      case IPV4 -> new NameQuestion(resolver, host, Subject.IPV6);
      case IPV6 -> new NameQuestion(resolver, host, Subject.IPV4);
    };
  }

  /** Whether an address is of the family asked for. */
  boolean isAbout(InetAddress address) {
    return switch (subject) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> address instanceof Inet6Address;
      case SERVERS -> false;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NameQuestion that
        && resolver == that.resolver
        && host.equals(that.host)
        && subject == that.subject;
  }

  @Override
  public int hashCode() {
    return (System.identityHashCode(resolver) * 31 + host.hashCode()) * 31 + subject.hashCode();
  }
}
