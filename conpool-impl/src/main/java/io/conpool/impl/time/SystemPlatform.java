package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The real platform of one pool: the machine's time or the user's, threads, and chance.
 *
 * <p>Tasks run on virtual threads where the JDK has them, unless they ask for a platform thread or
 * the user gave a thread factory; else on at most 256 daemon threads (the factory's, if there is
 * one), which end after 10 seconds without a task. After {@link #shutdown(long)} {@link
 * #start(Task)} throws {@link RejectedExecutionException}, and timers never run.
 */
public final class SystemPlatform implements Platform {

  private static final int MOST_THREADS = 256;

  /** For look-ups and for attempts that race beside the one of the dial itself. */
  private static final int FOR_AWAITED = 128;

  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(10);

  /** Enough that two threads which run at the same time seldom meet. */
  private static final int STRIPES_PER_PROCESSOR = 4;

  private static final int MOST_STRIPES = 256;

  /** 2^64 by the golden ratio: its multiples fall evenly, whatever the step between thread ids. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final StartedThreads threads = new StartedThreads();
  private final PoolTime time;
  private final @Nullable Ticker ticker;
  private final @Nullable ThreadFactory virtualThreads;
  private final WorkerThreads workers;

  /** For tasks that those on {@link #workers} wait for, which could else take all threads. */
  private final WorkerThreads awaitedWorkers;

  /** The number of stripes, as a power of two. */
  private final int stripeBits;

  private final AtomicLong dice = new AtomicLong(new SplittableRandom().nextLong());

  /**
   * Makes a platform that has no thread until it needs one.
   *
   * @param poolName the pool's name, for the names of threads
   * @param timeSource where the time comes from; null for the machine's own
   * @param threadFactory what makes the threads for tasks; null for conpool's own
   */
  public SystemPlatform(
      String poolName, @Nullable TimeSource timeSource, @Nullable ThreadFactory threadFactory) {
    if (timeSource == null) {
      time = new SystemTime(threads, new DaemonThreads("conpool-" + poolName + "-housekeeper"));
      ticker = new Ticker(time);
    } else {
      time = new GivenTime(timeSource);
      ticker = null;
    }
    virtualThreads = threadFactory == null ? VirtualThreads.factory() : null;
    int wanted = STRIPES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    stripeBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.min(wanted, MOST_STRIPES) - 1);
    ThreadFactory factory =
        threadFactory == null ? new DaemonThreads("conpool-" + poolName + "-idle") : threadFactory;
    workers = new WorkerThreads(threads, factory, MOST_THREADS - FOR_AWAITED, LONGEST_REST);
    awaitedWorkers = new WorkerThreads(threads, factory, FOR_AWAITED, LONGEST_REST);
  }

  @Override
  public long now() {
    return time.now();
  }

  @Override
  public long tick() {
    return ticker == null ? time.now() : ticker.tick();
  }

  @Override
  public Instant wallClock() {
    return time.wallClock();
  }

  @Override
  public void park(long deadline) {
    time.park(deadline);
  }

  @Override
  public void unpark(Thread thread) {
    time.unpark(thread);
  }

  @Override
  public TimeSource.Timer schedule(long when, Runnable task) {
    return time.schedule(when, task);
  }

  @Override
  public void start(Task task) {
    if (virtualThreads == null || task.platformThread()) {
      (task.urgency() == Urgency.AWAITED ? awaitedWorkers : workers).start(task);
    } else {
      threads.start(virtualThreads, new NamedTask(task));
    }
  }

  @Override
  public int stripes() {
    return 1 << stripeBits;
  }

  @Override
  public int stripe() {
    return (int) ((Thread.currentThread().getId() * GOLDEN) >>> (Long.SIZE - stripeBits));
  }

  @Override
  public long random(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be more than 0, was " + bound);
    }
    // SplitMix64: one word of state, so that threads share it without a lock. The bias of the
    // remainder is negligible.
    long word = dice.getAndAdd(GOLDEN);
    word = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
    word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
    return ((word ^ (word >>> 31)) >>> 1) % bound;
  }

  @Override
  public Lock newLock() {
    return new ReentrantLock();
  }

  @Override
  public boolean shutdown(long deadline) {
    time.close();
    workers.close();
    awaitedWorkers.close();
    threads.close();
    return threads.awaitEnd(time, deadline);
  }
}
