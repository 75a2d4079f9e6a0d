package io.conpool.impl.address;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The order of RFC 6724 with the families taking turns (RFC 8305, section 4), within each tier.
 * Among equal addresses of one family the least loaded comes first, and those set aside come after
 * all others. Used for one race.
 *
 * <p>It learns first and sorts later: learning asks the machine for its routes, which is nothing to
 * do under a lock.
 */
final class BestAddressFirst {

  /** The First Address Family Count that RFC 8305 recommends (section 8). */
  static final int FIRST_FAMILY_COUNT = 1;

  private final Function<InetSocketAddress, AddressRank> ranking;
  private final int firstFamilyCount;
  private final Map<SocketAddress, Integer> tiers = new ConcurrentHashMap<>();
  private final Map<SocketAddress, AddressRank> ranks = new ConcurrentHashMap<>();

  /**
   * Knows no addresses yet.
   *
   * @param ranking ranks an address, which may ask the machine
   * @param firstFamilyCount how many addresses of the best one's family begin a race, if there are
   *     so many, before the families take turns
   */
  BestAddressFirst(Function<InetSocketAddress, AddressRank> ranking, int firstFamilyCount) {
    this.ranking = ranking;
    this.firstFamilyCount = firstFamilyCount;
  }

  /** Ranks addresses that are to be sorted later; one alone needs no rank. Call without locks. */
  void learn(AddressTiers addresses) {
    addresses.numbers().forEach((address, tier) -> tiers.merge(address, tier, Math::min));
    if (tiers.size() > 1) {
      tiers.keySet().forEach(this::rank);
    }
  }

  /** Outside of every lock of the map: two threads that learn at once may both ask the machine. */
  private void rank(SocketAddress address) {
    if (!ranks.containsKey(address)) {
      ranks.putIfAbsent(address, ranking.apply((InetSocketAddress) address));
    }
  }

  /**
   * Sorts addresses that it has learnt.
   *
   * @param last the address that was tried last, so that the families take turns; null at first
   */
  List<SocketAddress> sort(
      @Nullable SocketAddress last,
      List<SocketAddress> untried,
      Function<SocketAddress, Standing> standings) {
    Map<SocketAddress, Standing> seen = new HashMap<>();
    untried.forEach(address -> seen.put(address, standings.apply(address)));
    Comparator<SocketAddress> byRank =
        Comparator.comparing((SocketAddress address) -> known(ranks, address))
            .thenComparing(address -> !isSix(address))
            .thenComparingInt(address -> known(seen, address).load());
    List<SocketAddress> sorted = new ArrayList<>();
    for (boolean aside : new boolean[] {false, true}) {
      Map<Integer, List<SocketAddress>> byTier =
          untried.stream()
              .filter(address -> known(seen, address).aside() == aside)
              .sorted(byRank)
              .collect(Collectors.groupingBy(this::tier, TreeMap::new, Collectors.toList()));
      for (List<SocketAddress> alike : byTier.values()) {
        sorted.addAll(alternating(sorted.isEmpty() ? last : sorted.get(sorted.size() - 1), alike));
      }
    }
    return sorted;
  }

  /** An address alone need not be learnt. */
  private int tier(SocketAddress address) {
    return tiers.getOrDefault(address, 0);
  }

  private static <V> V known(Map<SocketAddress, V> values, SocketAddress address) {
    V value = values.get(address);
    if (value == null) {
      throw new IllegalStateException(address + " was not learnt");
    }
    return value;
  }

  private static boolean isSix(SocketAddress address) {
    return address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet6Address;
  }

  /** The best ones first, or the best of the other family than the last one's; then by turns. */
  private List<SocketAddress> alternating(
      @Nullable SocketAddress last, List<SocketAddress> sorted) {
    Deque<SocketAddress> six = new ArrayDeque<>();
    Deque<SocketAddress> four = new ArrayDeque<>();
    sorted.forEach(address -> (isSix(address) ? six : four).add(address));
    List<SocketAddress> alternating = new ArrayList<>();
    boolean sixNext = last == null ? !sorted.isEmpty() && isSix(sorted.get(0)) : !isSix(last);
    int inARow = last == null ? firstFamilyCount : 1;
    while (!six.isEmpty() || !four.isEmpty()) {
      Deque<SocketAddress> turn = (sixNext && !six.isEmpty()) || four.isEmpty() ? six : four;
      alternating.add(turn.remove());
      if (--inARow <= 0) {
        sixNext = turn == four;
      }
    }
    return alternating;
  }
}
