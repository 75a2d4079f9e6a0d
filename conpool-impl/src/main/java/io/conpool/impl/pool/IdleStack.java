package io.conpool.impl.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Idle entries, the most recently pushed on top. Lock-free.
 *
 * <p>A Treiber stack: each push makes a node of its own, so there is no ABA problem. A node is a
 * hint, the entry's state word decides: whoever leases or closes an idle entry otherwise leaves the
 * node behind. {@link #take()} steps over such dead nodes and {@link #compact()} removes them.
 */
final class IdleStack {

  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(IdleStack.class, "top", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal") // written through TOP
  private volatile @Nullable Node top;

  /** Puts an idle entry on top. Returns how many nodes there are. */
  int push(Entry entry) {
    Node below;
    Node node;
    do {
      below = top;
      node = new Node(entry, below);
    } while (!TOP.compareAndSet(this, below, node));
    return node.depth;
  }

  /** Takes the topmost entry that is idle still, and leases it; null if there is none. */
  @Nullable Entry take() {
    for (; ; ) {
      Node taken = top;
      if (taken == null) {
        return null;
      }
      if (TOP.compareAndSet(this, taken, taken.below) && taken.entry.tryLease()) {
        return taken.entry;
      }
    }
  }

  /** Whether there is nothing to take; drops dead nodes from the top. */
  boolean isEmpty() {
    for (; ; ) {
      Node seen = top;
      if (seen == null) {
        return true;
      }
      if (seen.entry.isIdle()) {
        return false;
      }
      TOP.compareAndSet(this, seen, seen.below);
    }
  }

  /**
   * Removes the nodes that are dead, and of several for one entry the lower ones; in time linear in
   * the number of nodes.
   *
   * <p>Returns how many are left. For a moment the stack looks empty, so this runs under the
   * endpoint's lock, where whoever finds nothing looks again before it waits or dials. No node ever
   * goes back: the live entries get fresh ones, else a slow {@link #take()} that has read a node's
   * link could drop what is below.
   */
  int compact() {
    Node kept = isCompact() ? top : null;
    if (kept != null) {
      return kept.depth;
    }
    do {
      // Whatever was pushed meanwhile is more recent, so it goes above what was kept before.
      kept = liveAbove((Node) TOP.getAndSet(this, (Node) null), kept);
    } while (!TOP.compareAndSet(this, (Node) null, kept));
    return kept == null ? 0 : kept.depth;
  }

  private boolean isCompact() {
    Set<Entry> seen = new HashSet<>();
    for (Node node = top; node != null; node = node.below) {
      if (!node.entry.isIdle() || !seen.add(node.entry)) {
        return false;
      }
    }
    return true;
  }

  /** Fresh nodes for the live entries of two chains, in their order, each entry once. */
  private static @Nullable Node liveAbove(@Nullable Node upper, @Nullable Node lower) {
    Set<Entry> live = new LinkedHashSet<>(); // entries are equal only to themselves
    addLive(upper, live);
    addLive(lower, live);
    Deque<Entry> upwards = new ArrayDeque<>();
    live.forEach(upwards::push);
    Node top = null;
    for (Entry entry : upwards) {
      top = new Node(entry, top);
    }
    return top;
  }

  private static void addLive(@Nullable Node chain, Set<Entry> live) {
    for (Node node = chain; node != null; node = node.below) {
      if (node.entry.isIdle()) {
        live.add(node.entry);
      }
    }
  }

  private static final class Node {

    private final Entry entry;
    private final @Nullable Node below;
    private final int depth;

    Node(Entry entry, @Nullable Node below) {
      this.entry = entry;
      this.below = below;
      this.depth = below == null ? 1 : below.depth + 1;
    }
  }
}
