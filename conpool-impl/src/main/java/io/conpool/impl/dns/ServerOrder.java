package io.conpool.impl.dns;

import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsService;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The order in which one dial tries the servers of a service (RFC 2782): those of the lowest
 * priority first, among them by chance in proportion to their weights. Without any weight all are
 * alike; beside others, one of weight 0 counts as a hundredth of a weight of 1.
 */
public final class ServerOrder {

  /** Of a weight of 1: so little that a server of weight 0 is hardly ever chosen, but not never. */
  private static final int SMALLEST_SHARE = 100;

  private final Platform platform;

  /** Makes an order that draws with the platform's chance. */
  public ServerOrder(Platform platform) {
    this.platform = platform;
  }

  /** Returns the same servers in an order drawn anew. */
  public List<DnsService> draw(List<DnsService> servers) {
    TreeMap<Integer, List<DnsService>> byPriority = new TreeMap<>();
    for (DnsService server : servers) {
      byPriority.computeIfAbsent(server.priority(), key -> new ArrayList<>()).add(server);
    }
    List<DnsService> drawn = new ArrayList<>();
    for (List<DnsService> equals : byPriority.values()) {
      while (!equals.isEmpty()) {
        drawn.add(equals.remove(drawOne(equals)));
      }
    }
    return drawn;
  }

  /**
   * Not as the RFC's example does, which is off by one in favour of whoever comes first: of two
   * with weight 1 that would be two thirds.
   */
  private int drawOne(List<DnsService> equals) {
    long chance = platform.random(equals.stream().mapToLong(ServerOrder::share).sum());
    int index = 0;
    for (long running = share(equals.get(0)); running <= chance; ) {
      index++;
      running += share(equals.get(index));
    }
    return index;
  }

  private static long share(DnsService server) {
    return server.weight() == 0 ? 1 : (long) server.weight() * SMALLEST_SHARE;
  }
}
