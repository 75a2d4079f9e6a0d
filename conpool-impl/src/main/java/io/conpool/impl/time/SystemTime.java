package io.conpool.impl.time;

import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time of the machine, with timers on a housekeeper thread of its own, which is started when
 * first needed and lives until {@link #close()}.
 */
final class SystemTime implements PoolTime {

  /** Up to that many dead timers are not worth a clean-up. */
  private static final int FEW = 32;

  private final StartedThreads threads;
  private final ThreadFactory housekeeper;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition earlierTimer = lock.newCondition();
  private final Queue<Entry> queue = new PriorityQueue<>();

  /** How many entries of the queue have been taken back. */
  private int dead;

  private long scheduled;
  private State state = State.NEW;

  SystemTime(StartedThreads threads, ThreadFactory housekeeper) {
    this.threads = threads;
    this.housekeeper = housekeeper;
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public Instant wallClock() {
    return Instant.now();
  }

  @Override
  public void park(long deadline) {
    if (deadline == Platform.FOREVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, deadline - now());
    }
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public Timer schedule(long time, Runnable task) {
    lock.lock();
    try {
      Entry entry = new Entry(time, scheduled++, task);
      if (state != State.CLOSED && time != Platform.FOREVER) {
        if (state == State.NEW) {
          threads.start(housekeeper, this::keepHouse);
          state = State.RUNNING;
        }
        queue.add(entry);
        if (queue.peek() == entry) {
          earlierTimer.signal();
        }
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      state = State.CLOSED;
      queue.clear();
      dead = 0;
      earlierTimer.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many timers wait, those included that have been taken back and not been removed yet. */
  int queued() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void keepHouse() {
    for (Entry due = nextDue(); due != null; due = nextDue()) {
      Thread.interrupted();
      due.run();
    }
  }

  private @Nullable Entry nextDue() {
    lock.lock();
    try {
      while (state != State.CLOSED) {
        try {
          Entry first = firstPending();
          if (first == null) {
            earlierTimer.await();
          } else {
            long left = first.time - now();
            if (left <= 0) {
              queue.remove();
              return first;
            }
            earlierTimer.awaitNanos(left);
          }
        } catch (InterruptedException e) {
          // Nobody has a reason to interrupt this thread; it ends by its state alone.
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry firstPending() {
    Entry first = queue.peek();
    while (first != null && !first.isPending()) {
      queue.remove();
      dead--;
      first = queue.peek();
    }
    return first;
  }

  /**
   * Dead entries may make up half of the queue, so that taking one back costs little and none piles
   * up.
   */
  private void died() {
    lock.lock();
    try {
      if (++dead > FEW && dead > queue.size() / 2) {
        queue.removeIf(other -> !other.isPending());
        dead = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private enum State {
    NEW,
    RUNNING,
    CLOSED
  }

  /** One timer; earlier times first, and equal ones in the order of scheduling. */
  private final class Entry extends TimerTask implements Comparable<Entry> {

    private final long time;
    private final long number;

    Entry(long time, long number, Runnable body) {
      super(body);
      this.time = time;
      this.number = number;
    }

    @Override
    public boolean cancel() {
      boolean won = super.cancel();
      if (won) {
        died();
      }
      return won;
    }

    @Override
    public int compareTo(Entry other) {
      // By difference, since the clock may overflow.
      long later = time - other.time;
      return Long.signum(later != 0 ? later : number - other.number);
    }
  }
}
