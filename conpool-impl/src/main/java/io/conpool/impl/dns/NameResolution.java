package io.conpool.impl.dns;

import io.conpool.Endpoint;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way from an endpoint to the addresses to try. */
public final class NameResolution {

  private final DnsResolverProvider resolver;

  /** Makes the way through one resolver. */
  public NameResolution(DnsResolverProvider resolver) {
    this.resolver = resolver;
  }

  /**
   * Finds the addresses of an endpoint, each once, the families taking turns beginning with IPv6
   * (RFC 8305, section 4).
   *
   * <p>Blocks while the resolver does. The time is for the resolver to know: whoever calls ends the
   * wait with an interrupt.
   *
   * @return at least one address
   * @throws DnsException if there is none
   */
  public List<SocketAddress> resolve(Endpoint endpoint, long timeoutNanos)
      throws DnsException, InterruptedException {
    List<SocketAddress> addresses = new ArrayList<>();
    for (InetAddress address : alternating(addresses(endpoint, timeoutNanos))) {
      addresses.add(new InetSocketAddress(address, endpoint.port()));
    }
    return addresses;
  }

  /**
   * The address of an endpoint that needs no resolver: a literal or a path; null where one is
   * needed.
   */
  public static @Nullable SocketAddress given(Endpoint endpoint) {
    Path path = endpoint.path();
    if (path != null) {
      return UnixDomainSocketAddress.of(path);
    } else if (!endpoint.isAddressLiteral()) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
    } catch (UnknownHostException e) {
      // Only a scope can be wrong in a literal: there is no such interface.
      throw new IllegalStateException(endpoint.host() + ": " + e.getMessage(), e);
    }
  }

  private List<InetAddress> addresses(Endpoint endpoint, long timeoutNanos)
      throws DnsException, InterruptedException {
    String host = endpoint.host();
    return resolver.joint()
        ? ask(host, AddressFamily.ANY, timeoutNanos)
        : eachFamily(host, timeoutNanos);
  }

  /** What one family's look-up ends with does not matter while the other has an address. */
  private List<InetAddress> eachFamily(String host, long timeoutNanos)
      throws DnsException, InterruptedException {
    List<InetAddress> found = new ArrayList<>();
    List<DnsException> failures = new ArrayList<>();
    for (AddressFamily family : List.of(AddressFamily.IPV6, AddressFamily.IPV4)) {
      try {
        found.addAll(ask(host, family, timeoutNanos));
      } catch (DnsException e) {
        failures.add(e);
      }
    }
    if (found.isEmpty()) {
      throw decisive(failures);
    }
    return found;
  }

  /** A temporary failure first, for it may hide an address. */
  private static DnsException decisive(List<DnsException> failures) {
    return failures.stream()
        .filter(failure -> failure.kind() == DnsException.Kind.TEMPORARY)
        .findFirst()
        .orElse(failures.get(0));
  }

  private List<InetAddress> ask(String host, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    try {
      return resolver.resolve(host, family, timeoutNanos).addresses();
    } catch (UnknownHostException e) {
      throw noSuchName(e);
    }
  }

  private static DnsException noSuchName(UnknownHostException e) {
    return new DnsException(DnsException.Kind.NO_SUCH_NAME, String.valueOf(e.getMessage()), e);
  }

  private static List<InetAddress> alternating(List<InetAddress> addresses) {
    Deque<InetAddress> six = new ArrayDeque<>();
    Deque<InetAddress> four = new ArrayDeque<>();
    for (InetAddress address : new LinkedHashSet<>(addresses)) {
      (address instanceof Inet6Address ? six : four).add(address);
    }
    List<InetAddress> alternating = new ArrayList<>();
    while (!six.isEmpty() || !four.isEmpty()) {
      move(six, alternating);
      move(four, alternating);
    }
    return alternating;
  }

  private static void move(Deque<InetAddress> from, List<InetAddress> to) {
    InetAddress next = from.poll();
    if (next != null) {
      to.add(next);
    }
  }
}
