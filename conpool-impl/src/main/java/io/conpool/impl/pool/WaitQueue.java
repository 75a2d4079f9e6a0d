package io.conpool.impl.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of one endpoint in the order in which they are served. Guarded by the endpoint's
 * lock.
 */
final class WaitQueue {

  private @Nullable Waiter head;
  private @Nullable Waiter tail;
  private int size;
  private long lastOrder;

  boolean isEmpty() {
    return head == null;
  }

  int size() {
    return size;
  }

  @Nullable Waiter head() {
    return head;
  }

  /** Adds a newcomer at the end. */
  void add(Waiter waiter) {
    waiter.order = ++lastOrder;
    insertAfter(tail, waiter);
  }

  /**
   * Adds, in front of all, a caller who had been served already, but with an entry that turned out
   * dead.
   */
  void addFirst(Waiter waiter) {
    waiter.order = head == null ? ++lastOrder : head.order - 1;
    insertAfter(null, waiter);
  }

  /** Puts a waiter back where it had been. */
  void putBack(Waiter waiter) {
    Waiter before = null;
    for (Waiter each = head; each != null && each.order < waiter.order; each = each.next) {
      before = each;
    }
    insertAfter(before, waiter);
  }

  void remove(Waiter waiter) {
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    size--;
  }

  /** All waiters, in order; a copy. */
  List<Waiter> toList() {
    List<Waiter> all = new ArrayList<>(size);
    for (Waiter each = head; each != null; each = each.next) {
      all.add(each);
    }
    return all;
  }

  /** Whether somebody still waits at that time, a time of the clock. */
  boolean anyoneWaitsAt(long time) {
    for (Waiter each = head; each != null; each = each.next) {
      if (!each.hasExpired(time)) {
        return true;
      }
    }
    return false;
  }

  private void insertAfter(@Nullable Waiter before, Waiter waiter) {
    Waiter after = before == null ? head : before.next;
    waiter.previous = before;
    waiter.next = after;
    if (before == null) {
      head = waiter;
    } else {
      before.next = waiter;
    }
    if (after == null) {
      tail = waiter;
    } else {
      after.previous = waiter;
    }
    size++;
  }
}
