package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.impl.time.Platform;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The places over all endpoints of a pool, and the dials that queue for one while the cap binds.
 *
 * <p>Touched by dials and closes only; a lease or return reads {@link #isWanted()} at most. The
 * lock guards the counter and the queue; nothing is called under it.
 */
final class GlobalPlaces {

  private final int max;
  private final Lock lock;
  private final Set<Dial> queue = new LinkedHashSet<>();
  private int used;

  /** Those who queue and for whom an entry is being closed. */
  private final Set<Dial> promised = new HashSet<>();

  private volatile boolean wanted;

  GlobalPlaces(int max, Platform platform) {
    this.max = max;
    this.lock = platform.newLock();
  }

  /** Takes a free place if there is one and nobody queues for it. */
  boolean tryTake() {
    lock.lock();
    try {
      return tryTakeLocked();
    } finally {
      lock.unlock();
    }
  }

  private boolean tryTakeLocked() {
    if (used < max && queue.isEmpty()) {
      used++;
      return true;
    }
    return false;
  }

  /** Takes a place, or queues for one; the dial is told by {@link Dial#granted()}. */
  boolean takeOrQueue(Dial dial) {
    lock.lock();
    try {
      if (tryTakeLocked()) {
        return true;
      }
      queue.add(dial);
      wanted = true;
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the queue; nothing happens where the dial is not in it. */
  void withdraw(Dial dial) {
    lock.lock();
    try {
      remove(dial);
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back: to whoever queues, those first for whom no entry is being closed. */
  void release() {
    release(null);
  }

  /**
   * Gives a place back.
   *
   * @param heir for whom it was freed; if he does not queue any more it goes to whoever does
   */
  void release(@Nullable Dial heir) {
    Dial next;
    lock.lock();
    try {
      next = heir != null && queue.contains(heir) ? heir : first();
      if (next == null) {
        used--;
      } else {
        remove(next);
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.granted();
    }
  }

  private @Nullable Dial first() {
    Dial fallback = null;
    for (Dial dial : queue) {
      if (!promised.contains(dial)) {
        return dial;
      }
      fallback = fallback == null ? dial : fallback;
    }
    return fallback;
  }

  private void remove(Dial dial) {
    queue.remove(dial);
    promised.remove(dial);
    wanted = !queue.isEmpty();
  }

  /**
   * Whether a dial queues: whoever returns an entry then looks whether he should give its place up.
   */
  boolean isWanted() {
    return wanted;
  }

  /**
   * Promises the place of an entry to a dial that queues, if one has queued for longer than
   * somebody else has waited for that entry. The entry is then closed, and its place {@linkplain
   * #release(Dial) released} for that dial.
   *
   * @param owner the endpoint whose entry it is; its own dials are served by the entry itself
   * @param since since when the other has waited, a time of the clock; null if nobody has
   * @return the dial, or null where the entry can stay
   */
  @Nullable Dial promise(Endpoint owner, @Nullable Long since) {
    lock.lock();
    try {
      Dial heir = heir(owner, since);
      if (heir != null) {
        promised.add(heir);
      }
      return heir;
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #promise} would find a dial for an entry that nobody has waited for. */
  boolean isWantedFrom(Endpoint owner) {
    lock.lock();
    try {
      return heir(owner, null) != null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Dial heir(Endpoint owner, @Nullable Long since) {
    for (Dial dial : queue) {
      if (!promised.contains(dial)
          && !dial.endpoint().equals(owner)
          && (since == null || dial.since() - since < 0)) {
        return dial;
      }
    }
    return null;
  }
}
