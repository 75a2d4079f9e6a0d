package io.conpool.impl.dns;

import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The order in which one dial tries the servers of a service (RFC 2782, "Usage rules"): those of
 * the lowest priority first, among them by chance in proportion to their weights. Where others have
 * a weight, one of weight 0 has a very small chance to come first.
 */
public final class ServerOrder {

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
      equals.sort(Comparator.comparingInt(DnsService::weight)); // as the RFC has it: weight 0 first
      while (!equals.isEmpty()) {
        drawn.add(equals.remove(drawOne(equals)));
      }
    }
    return drawn;
  }

  private int drawOne(List<DnsService> equals) {
    long sum = equals.stream().mapToLong(DnsService::weight).sum();
    long chance = platform.random(sum + 1);
    int index = 0;
    for (long running = equals.get(0).weight(); running < chance; ) {
      index++;
      running += equals.get(index).weight();
    }
    return index;
  }
}
