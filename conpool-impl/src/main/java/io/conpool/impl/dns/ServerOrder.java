package io.conpool.impl.dns;

import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order in which one dial tries the servers of a service (RFC 2782, "Usage rules"): those of
 * the lowest priority first, among them by chance in proportion to their weights. Where others have
 * a weight, one of weight 0 has a very small chance to come first.
 */
public final class ServerOrder {

  private final Map<DnsService, Integer> places = new HashMap<>();

  private ServerOrder(List<DnsService> drawn) {
    drawn.forEach(server -> places.put(server, places.size()));
  }

  /**
   * Draws an order.
   *
   * @param servers each once
   */
  public static ServerOrder draw(List<DnsService> servers, Platform platform) {
    TreeMap<Integer, List<DnsService>> byPriority = new TreeMap<>();
    for (DnsService server : servers) {
      byPriority.computeIfAbsent(server.priority(), key -> new ArrayList<>()).add(server);
    }
    List<DnsService> drawn = new ArrayList<>();
    for (List<DnsService> equals : byPriority.values()) {
      equals.sort(Comparator.comparingInt(DnsService::weight)); // as the RFC has it: weight 0 first
      while (!equals.isEmpty()) {
        drawn.add(equals.remove(drawOne(equals, platform)));
      }
    }
    return new ServerOrder(drawn);
  }

  private static int drawOne(List<DnsService> equals, Platform platform) {
    long sum = equals.stream().mapToLong(DnsService::weight).sum();
    long chance = platform.random(sum + 1);
    int index = 0;
    for (long running = equals.get(0).weight(); running < chance; ) {
      index++;
      running += equals.get(index).weight();
    }
    return index;
  }

  /** Sorts servers; any that were not there when it was drawn come last in their priority. */
  public List<DnsService> arrange(List<DnsService> servers) {
    return servers.stream()
        .sorted(
            Comparator.comparingInt(DnsService::priority)
                .thenComparing(server -> places.getOrDefault(server, places.size())))
        .toList();
  }
}
