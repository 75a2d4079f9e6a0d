package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.dial.Dialed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class IdleStackTest {

  private final IdleStack stack = new IdleStack();

  @Test
  void theMostRecentlyReturnedComesFirst() {
    Entry first = pushed();
    Entry second = pushed();
    assertThat(stack.take()).isSameAs(second);
    assertThat(stack.take()).isSameAs(first);
    assertThat(stack.take()).isNull();
  }

  @Test
  void anEntryThatIsTakenIsLeased() {
    Entry entry = pushed();
    stack.take();
    assertThat(entry.isLeased()).isTrue();
  }

  @Test
  void anEntryThatWasClosedWhileIdleIsNotTaken() {
    Entry below = pushed();
    Entry closed = pushed();
    assertThat(closed.tryCloseIdle()).isTrue();
    assertThat(stack.take()).isSameAs(below);
  }

  @Test
  void aStackOfClosedEntriesIsEmpty() {
    Entry entry = pushed();
    assertThat(stack.isEmpty()).isFalse();
    entry.tryCloseIdle();
    assertThat(stack.isEmpty()).isTrue();
    assertThat(stack.take()).isNull();
  }

  @Test
  void compactingKeepsTheIdleOnesInTheirOrder() {
    Entry bottom = pushed();
    Entry closedBelow = pushed();
    Entry middle = pushed();
    Entry top = pushed();
    Entry closedOnTop = pushed();
    closedBelow.tryCloseIdle();
    closedOnTop.tryCloseIdle();
    stack.compact();
    assertThat(stack.take()).isSameAs(top);
    assertThat(stack.take()).isSameAs(middle);
    assertThat(stack.take()).isSameAs(bottom);
    assertThat(stack.take()).isNull();
  }

  @Test
  void noEntryIsLostWhileItIsCompactedUnderLeaseAndReturn() throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      entries.add(pushed());
    }
    Lock lock = new ReentrantLock();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> borrowers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        borrowers.add(threads.submit(() -> borrow(lock, 300_000)));
      }
      Future<?> compacter =
          threads.submit(
              () -> {
                while (!done.get()) {
                  lock.lock();
                  try {
                    stack.compact();
                  } finally {
                    lock.unlock();
                  }
                }
              });
      for (Future<?> borrower : borrowers) {
        borrower.get();
      }
      done.set(true);
      compacter.get();
    } finally {
      done.set(true);
      threads.shutdown();
    }
    List<Entry> found = new ArrayList<>();
    for (Entry entry = stack.take(); entry != null; entry = stack.take()) {
      found.add(entry);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(entries);
  }

  /** Leases and returns as the pool does: whoever finds nothing looks again under the lock. */
  private void borrow(Lock lock, int rounds) {
    for (int i = 0; i < rounds; i++) {
      Entry entry = stack.take();
      if (entry == null) {
        lock.lock();
        try {
          entry = stack.take();
        } finally {
          lock.unlock();
        }
      }
      if (entry != null) {
        entry.tryIdle();
        stack.push(entry);
      }
    }
  }

  private Entry pushed() {
    Entry entry = entry();
    entry.tryIdle();
    stack.push(entry);
    return entry;
  }

  /** An entry that belongs to no pool: what is tested here never looks beyond its owner. */
  private static Entry entry() {
    return new Entry(null, new Dialed(null, null, null, null, null, 0), 0, 0);
  }
}
