package io.conpool.impl.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The idle entries of one endpoint, the most recently returned on top. Lock-free.
 *
 * <p>A Treiber stack whose nodes are the ended leases: each lease is an object of its own and goes
 * in at most once, so there is no ABA problem and nothing to allocate. Whoever closes an idle entry
 * takes it by its own state word and leaves the node behind; {@link #take()} steps over such dead
 * nodes and {@link #compact()} removes them.
 */
final class IdleStack {

  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(IdleStack.class, "top", Lease.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal") // written through TOP
  private volatile @Nullable Lease top;

  /** Puts an idle entry on top, as the lease that it was last held by. */
  void push(Lease ended) {
    for (; ; ) {
      Lease below = top;
      ended.below(below);
      if (TOP.compareAndSet(this, below, ended)) {
        return;
      }
    }
  }

  /** Takes the topmost entry that is idle still, and leases it; null if there is none. */
  @Nullable Entry take() {
    for (; ; ) {
      Lease taken = top;
      if (taken == null) {
        return null;
      }
      if (TOP.compareAndSet(this, taken, taken.below())) {
        Entry entry = taken.entry();
        if (entry.tryLease()) {
          return entry;
        }
      }
    }
  }

  /** Whether there is nothing to take; drops dead nodes from the top. */
  boolean isEmpty() {
    for (; ; ) {
      Lease seen = top;
      if (seen == null) {
        return true;
      }
      if (seen.entry().isIdle()) {
        return false;
      }
      TOP.compareAndSet(this, seen, seen.below());
    }
  }

  /**
   * Removes the dead nodes below the top, in time linear in the number of nodes.
   *
   * <p>For a moment the stack looks empty, so this runs under the endpoint's lock, where whoever
   * finds nothing looks again before it waits or dials.
   */
  void compact() {
    @Nullable Lease kept = null;
    do {
      // Whatever was pushed meanwhile is more recent, so it goes above what was kept before.
      Lease taken = (Lease) TOP.getAndSet(this, (Lease) null);
      @Nullable Lease newTop = null;
      @Nullable Lease newLast = null;
      for (Lease node = taken; node != null; node = node.below()) {
        if (node.entry().isIdle()) {
          if (newLast == null) {
            newTop = node;
          } else {
            newLast.below(node);
          }
          newLast = node;
        }
      }
      if (newLast != null) {
        newLast.below(kept);
        kept = newTop;
      }
    } while (!TOP.compareAndSet(this, (Lease) null, kept));
  }
}
