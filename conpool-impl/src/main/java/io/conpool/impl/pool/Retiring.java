package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.spi.Provider;
import java.util.ArrayList;
import java.util.List;
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
    try {
      if (orderly) {
        entry.wire().close();
      } else {
        entry.wire().abort();
      }
    } catch (RuntimeException
        | Error e) { // a transport is foreign code: the place must not be lost
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING, () -> "closing " + entry.address() + " threw", e);
    }
    Later later = new Later();
    state.lock.lock();
    try {
      state.entries.remove(entry);
      state.idle.forget(entry);
      state.tally.closed(entry);
      if (entry.uses() > 0 && entry.lastUsed() - state.lastActivity > 0) {
        state.lastActivity = entry.lastUsed();
      }
      state.places--;
      home.serving().serve(later);
      home.housekeeping().refill(later);
    } finally {
      state.lock.unlock();
    }
    shared.places().release(heir);
    later.run();
    if (listener != null) {
      listener.connectionClosed(state.endpoint, entry.address(), reason);
    }
    shared.entryRemoved();
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
    Later later = new Later();
    state.lock.lock();
    try {
      retireIdle(Integer.MAX_VALUE, reason, later);
    } finally {
      state.lock.unlock();
    }
    later.run();
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
    Later later = new Later();
    state.lock.lock();
    try {
      condemn(
          state.entries.stream().filter(entry -> entry.isMadeBy(provider)).toList(),
          CloseReason.PROVIDER_LEFT,
          later);
    } finally {
      state.lock.unlock();
    }
    later.run();
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
    Entry victim;
    state.lock.lock();
    try {
      List<Entry> idle = state.queue.isEmpty() ? state.longestIdleFirst() : List.of();
      victim = idle.stream().filter(Entry::tryCloseIdle).findFirst().orElse(null);
    } finally {
      state.lock.unlock();
    }
    if (victim == null) {
      return false;
    }
    evict(victim, shared.places().promise(state.endpoint, null));
    return true;
  }

  /**
   * How long, at {@code now}, the entry idle longest has been so; negative if there is none that
   * nobody waits for.
   */
  long longestIdle(long now) {
    state.lock.lock();
    try {
      long longest = -1;
      if (!state.queue.isEmpty()) {
        return -1;
      }
      for (Entry entry : state.entries) {
        if (entry.isIdle()) {
          longest = Math.max(longest, now - entry.lastUsed());
        }
      }
      return longest;
    } finally {
      state.lock.unlock();
    }
  }

  /** Closes, under their holders, the leases that have not ended. */
  void closeLeased() {
    List<Entry> left;
    state.lock.lock();
    try {
      left = new ArrayList<>(state.entries);
    } finally {
      state.lock.unlock();
    }
    for (Entry entry : left) {
      if (entry.tryCloseLeased()) {
        retire(entry, CloseReason.POOL_CLOSED, false);
      } else if (entry.tryCloseIdle()) {
        retire(entry, CloseReason.POOL_CLOSED, true);
      }
    }
  }
}
