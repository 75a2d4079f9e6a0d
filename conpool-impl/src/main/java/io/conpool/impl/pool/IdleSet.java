package io.conpool.impl.pool;

import io.conpool.impl.time.Platform;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The idle entries of one endpoint. Lock-free; where threads collide, there is no word that all of
 * them write.
 *
 * <p>While they do, they are spread over slots, some for each processor. A slot remembers the entry
 * that was returned there last; it stays while that entry is leased, so that a thread which leases
 * and returns again and again touches nothing but the entry's own words. Another idle entry in the
 * slot moves on to a stack. Who finds nothing in his slot takes from the stack, and then from the
 * slots of others. So each thread gets what was returned near it most recently.
 *
 * <p>An entry in a slot does not age as long as a thread comes by. So all threads share one slot
 * when they have not collided for a while, as they seldom do where a lease is held for the time of
 * an exchange: reuse then prefers the most recently returned entry of all, and what is surplus
 * ages.
 *
 * <p>Slots and stack are hints: an entry may be in several of them, and in some that it has left.
 * The state word decides who gets it. An entry that moves from a slot to the stack is in neither
 * for a moment, and whoever looks while others come and go may miss one that was there all the
 * time. That harms nobody who waits, because whoever {@linkplain #put puts} then looks whether
 * anybody does.
 */
final class IdleSet {

  private static final int FEW = 64;

  /**
   * After so many collisions between two rounds of the housekeeper, which cost a millisecond in
   * all, threads are spread.
   */
  static final int MANY = 1 << 12;

  private final Platform platform;
  private final AtomicReferenceArray<@Nullable Entry> slots;
  private final IdleStack stack = new IdleStack();

  /** From so many nodes on, the stack is worth a clean-up; a moment old for some. */
  private volatile int crowd = FEW;

  /** Whether threads have slots of their own; else all share the first. */
  private volatile boolean spread = true;

  /** How often two threads wanted one idle entry; some may go uncounted. */
  private int collisions;

  IdleSet(Platform platform) {
    this.platform = platform;
    this.slots = new AtomicReferenceArray<>(platform.stripes());
  }

  /**
   * Adds an entry that has become idle.
   *
   * @return whether it is time to {@link #compact()}: where threads return what others have leased,
   *     an entry is pushed again and again
   */
  boolean put(Entry entry) {
    int slot = slot();
    if (slots.get(slot) == entry) {
      return false; // whoever replaces it from now on sees that it is idle
    }
    Entry replaced = slots.getAndSet(slot, entry);
    return replaced != null && replaced.isIdle() && stack.push(replaced) > crowd;
  }

  /** Takes an idle entry, and leases it; null if there is none. */
  @Nullable Entry take() {
    Entry near = slots.get(slot());
    if (near != null && near.isIdle()) {
      if (near.tryLease()) {
        return near;
      }
      collided();
    }
    Entry next = stack.take();
    return next == null ? takeFar() : next;
  }

  private int slot() {
    return spread ? platform.stripe() : 0;
  }

  /** Two threads wanted one idle entry. */
  void collided() {
    collisions++;
    if (collisions >= MANY && !spread) {
      spread = true;
    }
  }

  private @Nullable Entry takeFar() {
    for (int slot = 0; slot < slots.length(); slot++) {
      Entry far = slots.get(slot);
      if (far != null && far.tryLease()) {
        return far;
      }
    }
    return null;
  }

  /** Whether there is nothing to take. */
  boolean isEmpty() {
    for (int slot = 0; slot < slots.length(); slot++) {
      Entry seen = slots.get(slot);
      if (seen != null && seen.isIdle()) {
        return false;
      }
    }
    return stack.isEmpty();
  }

  /** Drops what it remembers of an entry that is closed. */
  void forget(Entry closed) {
    for (int slot = 0; slot < slots.length(); slot++) {
      if (slots.get(slot) == closed) {
        slots.compareAndSet(slot, closed, null);
      }
    }
  }

  /**
   * Once in a while: lets threads share one slot if they have not collided lately, and {@linkplain
   * #compact() compacts}; like that, under the endpoint's lock.
   */
  void tidy() {
    spread = collisions >= MANY;
    collisions = 0;
    for (int slot = 1; slot < slots.length() && !spread; slot++) {
      Entry left = slots.getAndSet(slot, null);
      if (left != null && left.isIdle()) {
        stack.push(left);
      }
    }
    compact();
  }

  /**
   * Drops the hints that are not true any more.
   *
   * <p>For a moment {@link #take()} may miss an idle entry, so this runs under the endpoint's lock,
   * where whoever finds nothing looks again before it waits or dials.
   */
  void compact() {
    for (int slot = 0; slot < slots.length(); slot++) {
      Entry seen = slots.get(slot);
      if (seen != null && seen.isClosed()) {
        slots.compareAndSet(slot, seen, null);
      }
    }
    crowd = FEW + 2 * stack.compact();
  }
}
