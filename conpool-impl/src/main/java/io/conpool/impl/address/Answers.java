package io.conpool.impl.address;

import io.conpool.spi.AddressFamily;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the resolver last said, for each family it was asked for. Guarded by the lock of the book.
 */
final class Answers {

  private final Map<AddressFamily, Set<SocketAddress>> byFamily =
      new EnumMap<>(AddressFamily.class);

  /** Of which there were certainly none while there was nothing else either: not believed yet. */
  private final Set<AddressFamily> doubted = EnumSet.noneOf(AddressFamily.class);

  /** Returns whether the answer to the same question had been another. */
  boolean put(AddressFamily family, Collection<SocketAddress> addresses) {
    boolean withdrawn = settleDoubts(family, !addresses.isEmpty());
    if (family == AddressFamily.ANY) {
      byFamily.keySet().retainAll(Set.of(family));
    } else {
      byFamily.remove(AddressFamily.ANY);
    }
    Set<SocketAddress> told = new LinkedHashSet<>(addresses);
    Set<SocketAddress> before = byFamily.put(family, told);
    return withdrawn || (before != null && !before.equals(told));
  }

  /**
   * Notes that there are certainly none of one family, and none of another is known: believed once
   * there is one, for until then the whole name may be missing by mistake.
   */
  void doubt(AddressFamily family) {
    doubted.add(family);
  }

  /** Returns whether a family has been withdrawn. */
  private boolean settleDoubts(AddressFamily answered, boolean found) {
    doubted.remove(answered);
    if (answered == AddressFamily.ANY) {
      doubted.clear();
    }
    boolean withdrawn = false;
    if (found) {
      for (AddressFamily none : doubted) {
        Set<SocketAddress> before = byFamily.put(none, Set.of());
        withdrawn |= before != null && !before.isEmpty();
      }
      doubted.clear();
    }
    return withdrawn;
  }

  /** Whether there are addresses of another family. */
  boolean hasOther(AddressFamily family) {
    return byFamily.entrySet().stream()
        .anyMatch(each -> each.getKey() != family && !each.getValue().isEmpty());
  }

  void clear() {
    byFamily.clear();
    doubted.clear();
  }

  /** Whether an address was left out by a resolver that was asked for its family. */
  boolean omit(SocketAddress address) {
    Set<SocketAddress> told = byFamily.get(AddressFamily.ANY);
    if (told == null) {
      told = byFamily.get(familyOf(address));
    }
    return told != null && !told.contains(address);
  }

  /** All that there are by the last answers. */
  List<SocketAddress> all() {
    return byFamily.values().stream().flatMap(Set::stream).toList();
  }

  /** How many addresses there are by the last answers. */
  int count() {
    return byFamily.values().stream().mapToInt(Set::size).sum();
  }

  private static AddressFamily familyOf(SocketAddress address) {
    return address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet6Address
        ? AddressFamily.IPV6
        : AddressFamily.IPV4;
  }
}
