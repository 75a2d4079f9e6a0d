package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.time.Platform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data of one endpoint: what its lock guards, and the parts that are read without it.
 *
 * <p>No behaviour lives here. Who changes what: {@link Waiting} the queue, {@link Serving} who gets
 * what there is, {@link Dialing} the dials, {@link Retiring} the end of entries.
 */
final class EndpointState {

  final Endpoint endpoint;
  final PoolConfig config;
  final Platform platform;

  /** What is known of its addresses; has a lock of its own. */
  final AddressBook addresses;

  /** The idle entries; lock-free. */
  final IdleSet idle;

  /** What the lease path must know; read without the lock. */
  final Gate gate = new Gate();

  /** Guards everything below. */
  final EndpointLock lock;

  final Set<Entry> entries = new LinkedHashSet<>();
  final Set<Dial> dials = new LinkedHashSet<>();
  final WaitQueue queue = new WaitQueue();
  final Tally tally = new Tally();

  /** Leased, idle, dialing and closing. */
  int places;

  int limit;

  /**
   * Since when the first waiter has waited; for other endpoints to compare theirs with, unlocked.
   */
  volatile long firstWaitsSince;

  /** Up to how many places a warm-up that could not begin yet wants to dial. */
  int warmTarget;

  /** How many callers have come to wait. */
  long arrivals;

  /** How many leases have ended, as far as anybody waited for it, and dials succeeded. */
  long progress;

  /** The waiter that has been woken to take an idle entry and has not come yet. */
  @Nullable Waiter woken;

  /** Why the last dial failed for good; null once one has succeeded. */
  @Nullable Failure lastFailure;

  /** The same in words, which stays. */
  @Nullable String lastDialError;

  /** When it was last acquired from, as far as the slow paths have seen. */
  long lastActivity;

  EndpointState(Endpoint endpoint, PoolConfig config, Platform platform, AddressBook addresses) {
    this.addresses = addresses;
    this.endpoint = endpoint;
    this.config = config;
    this.platform = platform;
    this.idle = new IdleSet(platform);
    this.lock = new EndpointLock(platform);
    this.limit = config.maxConnectionsPerEndpoint();
    this.lastActivity = platform.now();
  }

  /** Whether there is nothing of this endpoint. */
  boolean isEmpty() {
    return places == 0 && queue.isEmpty() && dials.isEmpty();
  }

  /** The idle entries, those idle longest first. */
  List<Entry> longestIdleFirst() {
    long now = platform.now();
    List<Seen> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.isIdle()) {
        found.add(new Seen(entry, now - entry.lastUsed()));
      }
    }
    found.sort(Comparator.comparingLong(Seen::idleFor).reversed());
    return found.stream().map(Seen::entry).toList();
  }

  /**
   * How long an entry had been idle when it was looked at; it may be leased and returned meanwhile.
   */
  private record Seen(Entry entry, long idleFor) {}
}
