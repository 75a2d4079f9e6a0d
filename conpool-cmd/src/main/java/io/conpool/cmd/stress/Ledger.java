package io.conpool.cmd.stress;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The echo servers' own count of their connections. */
final class Ledger {

  /**
   * What the servers count.
   *
   * @param accepted connections accepted so far
   * @param open those of them that are open
   */
  record Count(long accepted, long open) {

    @Override
    public String toString() {
      return accepted + " accepted, " + open + " open";
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Count count = new Count(0, 0);

  void accepted() {
    add(1, 1);
  }

  void closed() {
    add(0, -1);
  }

  Count count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the count is no longer this one, or for so many nanoseconds. */
  void awaitChange(Count known, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (count.equals(known) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(int accepted, int open) {
    lock.lock();
    try {
      count = new Count(count.accepted() + accepted, count.open() + open);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
