package io.conpool.spi;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a name.
 *
 * @param addresses the addresses in the resolver's order; at least one
 * @param ttl how long the answer may be kept, zero or more; null where the resolver does not know,
 *     and conpool keeps it for 30 seconds
 */
public record DnsAnswer(List<InetAddress> addresses, @Nullable Duration ttl) {

  /**
   * Makes an answer.
   *
   * @param addresses the addresses, at least one
   * @param ttl how long the answer may be kept, or null
   * @throws IllegalArgumentException if there is no address or the time to live is negative
   */
  public DnsAnswer {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "addresses must not be empty; throw a DnsException of kind NO_DATA");
    }
    if (ttl != null && ttl.isNegative()) {
      throw new IllegalArgumentException("ttl must be zero or more, was " + ttl);
    }
  }
}
