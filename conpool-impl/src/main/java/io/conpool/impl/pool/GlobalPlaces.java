package io.conpool.impl.pool;

import io.conpool.Endpoint;
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

  /** How many of those who queue will get the place of an entry that is being closed for them. */
  private int promised;

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
   * Promises the place of an idle entry to a dial that queues, if one has queued for longer than
   * somebody else has waited for that entry. The entry is then closed as {@link
   * io.conpool.CloseReason#EVICTED}.
   *
   * @param owner the endpoint whose entry it is; its own dials are served by the entry itself
   * @param since since when the other has waited, a time of the clock; null if nobody has
   */
  boolean promise(@Nullable Endpoint owner, @Nullable Long since) {
    lock.lock();
    try {
      int skip = promised;
      for (Dial dial : queue) {
        if (skip-- == 0) {
          boolean outranks =
              !dial.endpoint().equals(owner) && (since == null || dial.since() - since < 0);
          promised += outranks ? 1 : 0;
          return outranks;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a promise back, because there was no entry after all. */
  void unpromise() {
    lock.lock();
    try {
      promised--;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place back of an entry that was closed for somebody who queues. */
  void releasePromised() {
    unpromise();
    release();
  }

  private @Nullable Dial head() {
    return queue.isEmpty() ? null : queue.iterator().next();
  }
}
