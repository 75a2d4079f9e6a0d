package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.dial.Dialed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Threads that lease and return idle entries as the pool does, while one compacts: no entry may be
 * lost, none be in two hands.
 */
final class Borrowing {

  private static final int BORROWERS = 4;
  private static final int ENTRIES = 3;
  private static final int ROUNDS = 200_000;

  private final Lock lock = new ReentrantLock();
  private final Supplier<Entry> take;
  private final Consumer<Entry> put;
  private final Runnable compact;

  /** Of these ways to take, to put back and to compact. */
  Borrowing(Supplier<Entry> take, Consumer<Entry> put, Runnable compact) {
    this.take = take;
    this.put = put;
    this.compact = compact;
  }

  /** An entry that belongs to no pool: whoever keeps idle ones never looks beyond its owner. */
  static Entry entry() {
    return new Entry(null, new Dialed(null, null, null, null, null, 0), 0, 0);
  }

  void run() throws Exception {
    Set<Entry> entries = new HashSet<>();
    for (int i = 0; i < ENTRIES; i++) {
      Entry entry = entry();
      entries.add(entry);
      giveBack(entry);
    }
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(BORROWERS + 1);
    try {
      List<Future<?>> borrowers = new ArrayList<>();
      for (int i = 0; i < BORROWERS; i++) {
        borrowers.add(threads.submit(this::borrow));
      }
      Future<?> compacter = threads.submit(() -> compactUntil(done));
      for (Future<?> borrower : borrowers) {
        borrower.get();
      }
      done.set(true);
      compacter.get();
    } finally {
      done.set(true);
      threads.shutdown();
    }
    Set<Entry> found = new HashSet<>();
    for (Entry entry = take.get(); entry != null; entry = take.get()) {
      assertThat(found.add(entry)).isTrue();
    }
    assertThat(found).isEqualTo(entries);
  }

  private void borrow() {
    for (int i = 0; i < ROUNDS; i++) {
      Entry entry = take.get();
      if (entry == null) {
        lock.lock(); // where none is missed because of the compaction
        try {
          entry = take.get();
        } finally {
          lock.unlock();
        }
      }
      if (entry != null) {
        assertThat(entry.attachment()).isNull();
        entry.attach(Thread.currentThread());
        assertThat(entry.attachment()).isSameAs(Thread.currentThread());
        entry.attach(null);
        giveBack(entry);
      }
    }
  }

  private void giveBack(Entry entry) {
    assertThat(entry.tryIdle()).isTrue();
    put.accept(entry);
  }

  private void compactUntil(AtomicBoolean done) {
    while (!done.get()) {
      lock.lock();
      try {
        compact.run();
      } finally {
        lock.unlock();
      }
    }
  }
}
