package io.conpool.spi;

import java.util.Objects;

/**
 * One server of a service, as an SRV record names it (RFC 2782).
 *
 * @param target the server's name in lower case and ASCII, as {@link DnsResolverProvider#resolve}
 *     of the same resolver is to be asked for it: with a trailing dot where no search path may be
 *     applied
 * @param port its port, 1 to 65535
 * @param priority 0 to 65535; servers with the lowest are tried first
 * @param weight 0 to 65535; among servers of one priority each is chosen in proportion to it
 */
public record DnsService(String target, int port, int priority, int weight) {

  private static final int MOST = 65_535;

  /**
   * Makes one.
   *
   * @param target the server's name
   * @param port its port
   * @param priority servers with the lowest are tried first
   * @param weight how often it is chosen among those of its priority
   * @throws IllegalArgumentException if the target is empty or a number is out of its range
   */
  public DnsService {
    Objects.requireNonNull(target, "target");
    if (target.isEmpty()) {
      throw new IllegalArgumentException(
          "target must be a name; a service that is not offered is a DnsException of kind NO_DATA");
    }
    require("port", port, 1);
    require("priority", priority, 0);
    require("weight", weight, 0);
  }

  private static void require(String part, int value, int least) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          part + " must be " + least + " to " + MOST + ", was " + value);
    }
  }
}
