package io.conpool.impl.address;

import io.conpool.impl.time.Platform;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * How good the addresses of one endpoint are, as the machine has said lately; for each it is asked
 * by way of a socket, too much to do at every dial. Safe for any thread.
 */
final class KnownRanks {

  /**
   * How long a rank counts, in nanoseconds: routes come and go while the addresses stay the same,
   * and a network that is back should soon be used again.
   */
  static final long KEEP = TimeUnit.SECONDS.toNanos(10);

  private final Platform platform;
  private final Map<SocketAddress, Known> ranks = new ConcurrentHashMap<>();

  KnownRanks(Platform platform) {
    this.platform = platform;
  }

  private record Known(AddressRank rank, SourceProbe by, long until) {}

  /** Ranks an address. May ask the machine, so call without locks. */
  AddressRank rank(InetSocketAddress address, SourceProbe sources) {
    long now = platform.now();
    Known known = ranks.get(address);
    if (known == null || known.by != sources || now - known.until >= 0) {
      AddressRank rank = AddressRank.of(address.getAddress(), sources.source(address));
      known = new Known(rank, sources, now + KEEP);
      ranks.put(address, known);
    }
    return known.rank;
  }

  /** Forgets some addresses. */
  void forget(Predicate<SocketAddress> which) {
    ranks.keySet().removeIf(which);
  }
}
