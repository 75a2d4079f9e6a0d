package io.conpool.impl.address;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Addresses, those of each tier to be tried before those of the next: a service's servers in the
 * order of the dial; one tier where a host is asked for.
 *
 * @param tiers which may be empty
 */
public record AddressTiers(List<List<SocketAddress>> tiers) {

  /** Makes tiers. */
  public AddressTiers {
    tiers = List.copyOf(tiers);
  }

  /** All in one tier. */
  public static AddressTiers of(List<SocketAddress> addresses) {
    return new AddressTiers(List.of(addresses));
  }

  /** All addresses, each once. */
  public List<SocketAddress> all() {
    return tiers.stream().flatMap(Collection::stream).distinct().toList();
  }

  /** The tier of each address, the first of those that it is in. */
  Map<SocketAddress, Integer> numbers() {
    Map<SocketAddress, Integer> numbers = new HashMap<>();
    for (int i = 0; i < tiers.size(); i++) {
      for (SocketAddress address : tiers.get(i)) {
        numbers.putIfAbsent(address, i);
      }
    }
    return numbers;
  }
}
