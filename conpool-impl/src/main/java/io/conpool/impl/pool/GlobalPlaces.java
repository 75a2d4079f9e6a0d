package io.conpool.impl.pool;

import io.conpool.impl.time.Platform;
import java.util.LinkedHashSet;
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
  private final LinkedHashSet<Dial> queue = new LinkedHashSet<>();
  private int used;
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
      queue.remove(dial);
      wanted = !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back: to the first in the queue, if there is one. */
  void release() {
    Dial next;
    lock.lock();
    try {
      next = head();
      if (next == null) {
        used--;
      } else {
        queue.remove(next);
        wanted = !queue.isEmpty();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.granted();
    }
  }

  /**
   * Whether a dial queues: whoever returns an entry then looks whether he should give its place up.
   */
  boolean isWanted() {
    return wanted;
  }

  /**
   * Since when the first in the queue has waited, a time of the clock; null where nobody queues.
   */
  @Nullable Long wantedSince() {
    lock.lock();
    try {
      Dial head = head();
      return head == null ? null : head.since();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Dial head() {
    return queue.isEmpty() ? null : queue.iterator().next();
  }
}
