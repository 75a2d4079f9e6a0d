package io.conpool.impl.race;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The order of RFC 6724 with the families taking turns (RFC 8305, section 4). Among equal addresses
 * of one family the least loaded comes first. Used for one race, by one thread at a time.
 */
public final class BestAddressFirst implements AddressOrder {

  private final SourceProbe sources;
  private final ToIntFunction<SocketAddress> load;
  private final Map<SocketAddress, Place> places = new HashMap<>();

  /**
   * Makes the order of one race.
   *
   * @param load how many connections there are to an address
   */
  public BestAddressFirst(SourceProbe sources, ToIntFunction<SocketAddress> load) {
    this.sources = sources;
    this.load = load;
  }

  /** What an address had when it was first seen, since a sort wants its keys to stay. */
  private record Place(AddressRank rank, int family, int load) {}

  @Override
  public List<SocketAddress> arrange(@Nullable SocketAddress last, List<SocketAddress> untried) {
    List<SocketAddress> sorted = new ArrayList<>(untried);
    sorted.sort(
        Comparator.comparing((SocketAddress address) -> place(address).rank)
            .thenComparingInt(address -> place(address).family)
            .thenComparingInt(address -> place(address).load));
    return alternating(last, sorted);
  }

  private Place place(SocketAddress address) {
    return places.computeIfAbsent(
        address, key -> new Place(rank(key), isSix(key) ? 0 : 1, load.applyAsInt(key)));
  }

  private AddressRank rank(SocketAddress address) {
    InetSocketAddress destination = (InetSocketAddress) address;
    InetAddress ip = destination.getAddress();
    return AddressRank.of(ip, sources.source(destination));
  }

  private static boolean isSix(SocketAddress address) {
    return address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet6Address;
  }

  /** The best one first, or the best of the other family than the last one's; then by turns. */
  private static List<SocketAddress> alternating(
      @Nullable SocketAddress last, List<SocketAddress> sorted) {
    Deque<SocketAddress> six = new ArrayDeque<>();
    Deque<SocketAddress> four = new ArrayDeque<>();
    sorted.forEach(address -> (isSix(address) ? six : four).add(address));
    List<SocketAddress> alternating = new ArrayList<>();
    boolean sixNext = last == null ? !sorted.isEmpty() && isSix(sorted.get(0)) : !isSix(last);
    while (!six.isEmpty() || !four.isEmpty()) {
      Deque<SocketAddress> turn = (sixNext && !six.isEmpty()) || four.isEmpty() ? six : four;
      alternating.add(turn.remove());
      sixNext = turn == four;
    }
    return alternating;
  }
}
