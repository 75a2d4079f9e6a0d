package io.conpool.it.support;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A resolver that knows what a test tells it, and answers for each family. */
public final class Names implements DnsResolverProvider {

  private final Duration ttl;
  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** Knows no name. */
  public Names(Duration ttl) {
    this.ttl = ttl;
  }

  /** Gives a name these addresses, and no others. */
  public Names put(String name, String... literals) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(literal(literal));
    }
    known.put(name, addresses);
    return this;
  }

  /** The address that a literal stands for. */
  public static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** How many questions were asked, one for each family. */
  public int asked() {
    return asked.get();
  }

  @Override
  public String name() {
    return "names";
  }

  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException {
    asked.incrementAndGet();
    List<InetAddress> all = known.get(hostname);
    if (all == null) {
      throw new DnsException(DnsException.Kind.NO_SUCH_NAME, hostname + " is unknown", null);
    }
    boolean four = family == AddressFamily.IPV4;
    List<InetAddress> wanted =
        all.stream().filter(address -> address instanceof Inet4Address == four).toList();
    if (wanted.isEmpty()) {
      throw new DnsException(DnsException.Kind.NO_DATA, "no " + family + " address", null);
    }
    return new DnsAnswer(wanted, ttl);
  }
}
