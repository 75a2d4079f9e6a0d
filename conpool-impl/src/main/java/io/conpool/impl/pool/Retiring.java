package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.address.AddressUse;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Later;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Provider;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of the entries of one endpoint.
 *
 * <p>Whoever closes an entry first takes it by its state word, so each is closed once. The
 * transport is closed off every lock, and the place is free after that.
 */
final class Retiring {

  private final EndpointPool home;
  private final EndpointState state;
  private final Shared shared;
  private final @Nullable GuardedListener listener;

  Retiring(EndpointPool home, EndpointState state, Shared shared) {
    this.home = home;
    this.state = state;
    this.shared = shared;
    this.listener = shared.listener();
  }

  /**
   * Closes an entry as {@link #retire(Entry, CloseReason, boolean)}, its global place for a dial.
   */
  void evict(Entry entry, @Nullable Dial heir) {
    retire(entry, CloseReason.EVICTED, true, heir);
  }

  /**
   * Closes an entry that the caller has taken, frees its place, and serves. No lock is held.
   *
   * @param orderly whether nobody is inside, so that the protocol's own way of closing is safe
   */
  void retire(Entry entry, CloseReason reason, boolean orderly) {
    retire(entry, reason, orderly, null);
  }

  private void retire(Entry entry, CloseReason reason, boolean orderly, @Nullable Dial heir) {
    close(entry.wire(), entry.addressUse(), orderly);
    state.lock.run(
        later -> {
          later.add(() -> shared.places().release(heir));
          drop(entry, later);
        });
    if (listener != null) {
      listener.connectionClosed(state.endpoint, entry.address(), reason);
    }
    shared.entryRemoved();
  }

  /** Closes what was dialed for nobody; no lock is held. */
  void closeUnadopted(Dialed made) {
    close(made.wire(), made.use(), true);
  }

  private static void close(Wire wire, AddressUse use, boolean orderly) {
    try {
      if (orderly) {
        wire.close();
      } else {
        wire.abort();
      }
    } catch (RuntimeException
        | Error e) { // a transport is foreign code: the place must not be lost
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING, () -> "closing " + use.address() + " threw", e);
    } finally {
      use.end();
    }
  }

  private void drop(Entry entry, Later later) {
    state.entries.remove(entry);
    state.idle.forget(entry);
    state.tally.closed(entry);
    if (entry.uses() > 0 && entry.lastUsed() - state.lastActivity > 0) {
      state.lastActivity = entry.lastUsed();
    }
    state.places--;
    home.serving().serve(later);
    home.housekeeping().refill(later);
  }

  /**
   * Takes so many idle entries, those idle longest first; under the lock. They are closed after it.
   */
  void retireIdle(int count, CloseReason reason, Later later) {
    int left = count;
    for (Entry entry : state.longestIdleFirst()) {
      if (left > 0 && entry.tryCloseIdle()) {
        later.add(() -> retire(entry, reason, true));
        left--;
      }
    }
  }

  /** Closes all that are idle; what is leased stays. */
  void retireAllIdle(CloseReason reason) {
    state.lock.run(later -> retireIdle(Integer.MAX_VALUE, reason, later));
  }

  /** Closes what is beyond the limit, as far as it is idle; under the lock. */
  void retireSurplus(Later later) {
    if (state.places > state.limit) {
      retireIdle(state.places - state.limit, CloseReason.LIMIT_LOWERED, later);
    }
  }

  /** Retires every entry: idle ones are closed after the lock, leased ones when they come back. */
  void condemnAll(CloseReason reason, Later later) {
    condemn(state.entries, reason, later);
  }

  /** Retires what a provider made that has left. */
  void providerLeft(Provider provider) {
    state.lock.run(
        later ->
            condemn(
                state.entries.stream().filter(entry -> entry.isMadeBy(provider)).toList(),
                CloseReason.PROVIDER_LEFT,
                later));
  }

  /** Retires what is connected to addresses that have left; under the lock. */
  void addressesLeft(Set<SocketAddress> addresses, Later later) {
    condemn(
        state.entries.stream().filter(entry -> addresses.contains(entry.address())).toList(),
        CloseReason.ADDRESS_LEFT,
        later);
  }

  private void condemn(Iterable<Entry> entries, CloseReason reason, Later later) {
    for (Entry entry : entries) {
      entry.condemn(reason);
      if (entry.tryCloseIdle()) {
        later.add(() -> retire(entry, reason, true));
      }
    }
  }

  /**
   * Closes the entry that has been idle longest, for a dial that queues.
   *
   * @return false if none is idle, or if somebody waits here: he has been woken for it, and what is
   *     left after him is {@linkplain Serving#serve given up}
   */
  boolean evictOne() {
    Entry victim = state.lock.find(later -> closeLongestIdle());
    if (victim == null) {
      return false;
    }
    evict(victim, shared.places().promise(state.endpoint, null));
    return true;
  }

  private @Nullable Entry closeLongestIdle() {
    List<Entry> idle = state.queue.isEmpty() ? state.longestIdleFirst() : List.of();
    return idle.stream().filter(Entry::tryCloseIdle).findFirst().orElse(null);
  }

  /**
   * How long, at {@code now}, the entry idle longest has been so; negative if there is none that
   * nobody waits for.
   */
  long longestIdle(long now) {
    return state.lock.ask(
        later ->
            !state.queue.isEmpty()
                ? -1
                : state.entries.stream()
                    .filter(Entry::isIdle)
                    .mapToLong(entry -> now - entry.lastUsed())
                    .max()
                    .orElse(-1));
  }

  /** Closes, under their holders, the leases that have not ended. */
  void closeLeased() {
    for (Entry entry : state.lock.ask(later -> List.copyOf(state.entries))) {
      if (entry.tryCloseLeased()) {
        retire(entry, CloseReason.POOL_CLOSED, false);
      } else if (entry.tryCloseIdle()) {
        retire(entry, CloseReason.POOL_CLOSED, true);
      }
    }
  }
}
