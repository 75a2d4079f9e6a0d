package io.conpool.impl.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
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
   * Removes the dead nodes, in time linear in the number of nodes.
   *
   * <p>For a moment the stack looks empty, so this runs under the endpoint's lock, where whoever
   * finds nothing looks again before it waits or dials. No node ever goes back: the live entries
   * get fresh ones, else a slow {@link #take()} that has read a node's link could drop what is
   * below.
   */
  void compact() {
    if (!hasDeadNodes()) {
      return;
    }
    Lease kept = null;
    do {
      // Whatever was pushed meanwhile is more recent, so it goes above what was kept before.
      kept = liveAbove((Lease) TOP.getAndSet(this, (Lease) null), kept);
    } while (!TOP.compareAndSet(this, (Lease) null, kept));
  }

  private boolean hasDeadNodes() {
    for (Lease node = top; node != null; node = node.below()) {
      if (!node.entry().isIdle()) {
        return true;
      }
    }
    return false;
  }

  /** Fresh nodes for the live entries of a chain, in its order, above another chain. */
  private static @Nullable Lease liveAbove(@Nullable Lease chain, @Nullable Lease bottom) {
    List<Entry> live = new ArrayList<>();
    for (Lease node = chain; node != null; node = node.below()) {
      if (node.entry().isIdle()) {
        live.add(node.entry());
      }
    }
    Lease above = bottom;
    for (int i = live.size() - 1; i >= 0; i--) {
      Lease fresh = Lease.unheld(live.get(i));
      fresh.below(above);
      above = fresh;
    }
    return above;
  }
}
