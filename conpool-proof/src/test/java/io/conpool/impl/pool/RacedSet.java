package io.conpool.impl.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entries in and around an idle set. */
abstract class RacedSet extends RacedEntries {

  private static final AtomicInteger MADE = new AtomicInteger();

  private final IdleSet set;

  /** In every other set there is one slot only. Of all entries the first so many are in the set. */
  RacedSet(int inside, int all) {
    this(inside, all, 1 + (MADE.getAndIncrement() & 1));
  }

  /** What is done before the race is handed in: a test's own constructor may not leak the test. */
  RacedSet(int inside, int all, Consumer<RacedSet> before) {
    this(inside, all);
    before.accept(this);
  }

  RacedSet(int inside, int all, int slots, Consumer<RacedSet> before) {
    this(inside, all, slots);
    before.accept(this);
  }

  RacedSet(int inside, int all, int slots) {
    super(all);
    set = new IdleSet(new InlinePlatform(() -> 0, slots));
    for (int i = 0; i < inside; i++) {
      putIn(i);
    }
  }

  @Override
  final void put(Entry entry) {
    set.put(entry);
  }

  @Override
  final @Nullable Entry take() {
    return set.take();
  }

  @Override
  final void compact() {
    set.compact();
  }

  final boolean isEmpty() {
    return set.isEmpty();
  }

  /** All share one slot from now on, since there were no collisions lately. */
  final void narrow() {
    set.tidy();
  }

  /** All share one slot, but for one collision more, as there were many lately. */
  final void narrowButFor1() {
    set.tidy();
    for (int i = 1; i < IdleSet.MANY; i++) {
      set.collided();
    }
  }

  /** Two have collided. */
  final void collide() {
    set.collided();
  }
}
