package io.conpool.impl.pool;

import io.conpool.impl.time.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** The closing of a pool: who waits for it, and until when leases may go on. */
final class Closing {

  private final Platform platform;

  /** Guards the fields below. */
  private final Lock lock;

  private final List<Thread> closers = new ArrayList<>();
  private boolean begun;
  private long until;

  Closing(Platform platform) {
    this.platform = platform;
    this.lock = platform.newLock();
  }

  /**
   * Begins to close, or shortens the drain of a close that has begun.
   *
   * @return whether this was the first
   */
  boolean begin(long drainUntil) {
    boolean first;
    lock.lock();
    try {
      first = !begun;
      if (first || drainUntil - until < 0) {
        until = drainUntil;
      }
      begun = true;
      closers.add(Thread.currentThread());
    } finally {
      lock.unlock();
    }
    wake();
    return first;
  }

  /** Waits until it is drained, the time is up, or an interrupt, whose flag stays. */
  void awaitDrain(BooleanSupplier drained) {
    for (; ; ) {
      long end = until(); // first, since a lock may use up the permit of an unpark
      if (drained.getAsBoolean()
          || Thread.currentThread().isInterrupted()
          || platform.now() - end >= 0) {
        return;
      }
      platform.park(end);
    }
  }

  private long until() {
    lock.lock();
    try {
      return until;
    } finally {
      lock.unlock();
    }
  }

  /** Lets whoever waits look again. */
  void wake() {
    List<Thread> threads;
    lock.lock();
    try {
      threads = new ArrayList<>(closers);
    } finally {
      lock.unlock();
    }
    threads.forEach(platform::unpark);
  }

  /** This thread has closed. */
  void end() {
    lock.lock();
    try {
      closers.remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }
}
