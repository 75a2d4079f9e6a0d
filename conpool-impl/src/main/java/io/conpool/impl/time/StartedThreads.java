package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Every thread that one pool has started and that has not ended, so that closing can wait for them.
 */
final class StartedThreads {

  /** How long a thread without work may take to end: only a user's thread factory can add to it. */
  private static final long LONGEST_EXIT = TimeUnit.SECONDS.toMillis(1);

  private final Set<Thread> working = ConcurrentHashMap.newKeySet();

  /** Threads whose work is done but which may not have terminated yet. */
  private final Set<Thread> ending = ConcurrentHashMap.newKeySet();

  private final Set<Runnable> wakeUps = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * Starts a thread.
   *
   * @throws RejectedExecutionException if {@linkplain #close() closed}, or no thread can be had;
   *     the body will not run
   */
  void start(ThreadFactory factory, Runnable body) {
    Life life = new Life(body);
    Thread thread = make(factory, life);
    life.thread = thread;
    working.add(thread);
    if (closed) {
      working.remove(thread);
      throw new RejectedExecutionException("the pool is closed");
    }
    try {
      thread.start();
    } catch (OutOfMemoryError | IllegalThreadStateException e) {
      life.body.set(null);
      working.remove(thread);
      throw new RejectedExecutionException("no thread can be started", e);
    }
    ending.removeIf(old -> old.getState() == Thread.State.TERMINATED);
  }

  private static Thread make(ThreadFactory factory, Runnable body) {
    @Nullable Thread thread;
    try {
      // Whoever keeps the thread when it has ended (Felix does) must not keep our classes: a
      // FutureTask lets go of what it ran.
      thread = factory.newThread(new FutureTask<>(body, null));
    } catch (RuntimeException e) {
      throw new RejectedExecutionException("the thread factory failed", e);
    }
    if (thread == null) {
      throw new RejectedExecutionException("the thread factory made no thread");
    }
    return thread;
  }

  /** Refuses new threads, and interrupts those that are there, the calling one excepted. */
  void close() {
    closed = true;
    Thread caller = Thread.currentThread();
    for (Thread thread : working) {
      if (thread != caller) {
        thread.interrupt();
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Waits until all threads have ended, those excepted that wait here themselves.
   *
   * @param deadline a time of {@link TimeSource#now()}
   * @return whether they have; false if the deadline came, or an interrupt, whose flag is kept
   */
  boolean awaitEnd(TimeSource time, long deadline) {
    Thread caller = Thread.currentThread();
    // Two threads that close the pool from inside must not wait for each other.
    working.remove(caller);
    Runnable wakeUp = () -> time.unpark(caller);
    wakeUps.add(wakeUp);
    try {
      while (!working.isEmpty()) {
        if (caller.isInterrupted()
            || (deadline != Platform.FOREVER && time.now() - deadline >= 0)) {
          return false;
        }
        time.park(deadline);
      }
      return ending.stream().allMatch(StartedThreads::join);
    } finally {
      wakeUps.remove(wakeUp);
    }
  }

  private static boolean join(Thread thread) {
    try {
      thread.join(LONGEST_EXIT);
      return !thread.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void ended(Thread thread) {
    ending.add(thread);
    working.remove(thread);
    wakeUps.forEach(Runnable::run);
  }

  /**
   * What a thread runs: it lets go of the body at once, since a thread object may outlive its
   * thread.
   */
  private final class Life implements Runnable {

    private final AtomicReference<@Nullable Runnable> body;
    private @Nullable Thread thread;

    Life(Runnable body) {
      this.body = new AtomicReference<>(body);
    }

    @Override
    public void run() {
      Runnable work = body.getAndSet(null);
      if (work == null) {
        return;
      }
      try {
        work.run();
      } finally {
        ended(thread == null ? Thread.currentThread() : thread);
      }
    }
  }
}
