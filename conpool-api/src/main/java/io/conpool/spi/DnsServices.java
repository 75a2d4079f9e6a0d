package io.conpool.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a service.
 *
 * @param services the servers in any order; at least one
 * @param ttl how long the answer may be kept, zero or more; null where the resolver does not know,
 *     and conpool keeps it for 30 seconds
 */
public record DnsServices(List<DnsService> services, @Nullable Duration ttl) {

  /**
   * Makes an answer.
   *
   * @param services the servers, at least one
   * @param ttl how long the answer may be kept, or null
   * @throws IllegalArgumentException if there is no server or the time to live is negative
   */
  public DnsServices {
    services = List.copyOf(services);
    if (services.isEmpty()) {
      throw new IllegalArgumentException(
          "services must not be empty; throw a DnsException of kind NO_DATA");
    }
    if (ttl != null && ttl.isNegative()) {
      throw new IllegalArgumentException("ttl must be zero or more, was " + ttl);
    }
  }
}
