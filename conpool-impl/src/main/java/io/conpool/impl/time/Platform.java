package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.time.Instant;
import java.util.concurrent.locks.Lock;

/**
 * The one seam through which the engine gets time, threads and chance.
 *
 * <p>{@link SystemPlatform} is the real one; the tests have a simulated one, which lets one thread
 * run at a time, chosen by a seed, and jumps over waiting times. Nothing else in this module reads
 * a clock, parks, starts a thread or rolls dice.
 */
public interface Platform {

  /** No deadline, for {@link #park(long)}. */
  long FOREVER = Long.MAX_VALUE;

  /** Monotonic nanoseconds, to be compared by difference only. Costs a clock reading. */
  long now();

  /**
   * A recent {@link #now()}, at most about 10 ms old; costs a field read where it is used often.
   */
  long tick();

  /** The time of day. */
  Instant wallClock();

  /** Parks the calling thread until unparked, interrupted, the deadline, or no reason at all. */
  void park(long deadline);

  /** Lets a thread's current or next park return. */
  void unpark(Thread thread);

  /** Runs a short task that never blocks on the housekeeper, once, at a time of {@link #now()}. */
  TimeSource.Timer schedule(long time, Runnable task);

  /**
   * Starts a task on a thread of its own, or soon if there are too many; never runs it on the
   * caller's thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}, or if no
   *     thread can be had: the task will not run
   */
  void start(Task task);

  /** Into how many parts to divide what would be written by many threads; a power of two. */
  int stripes();

  /** The part for the calling thread: from 0 up to but not including {@link #stripes()}. */
  int stripe();

  /** A number from 0 up to but not including the bound. */
  long random(long bound);

  /** A lock for short sections around plain data. */
  Lock newLock();

  /**
   * Ends all timers, refuses new tasks, and waits until the started threads have ended, the calling
   * one excepted.
   *
   * @param deadline how long to wait, a time of {@link #now()}; an interrupt ends the wait and
   *     keeps the flag
   * @return whether all have ended
   */
  boolean shutdown(long deadline);

  /**
   * Work for a thread of its own.
   *
   * @param name what the thread is called while it does it
   * @param platformThread whether it would hold on to the carrier of a virtual thread
   * @param urgency who goes first where threads are short
   * @param body the work
   */
  record Task(String name, boolean platformThread, Urgency urgency, Runnable body) {}

  /** Who goes first where threads are short. */
  enum Urgency {
    /**
     * Another task waits for it, and keeps its own thread meanwhile: it never queues behind such.
     */
    AWAITED,
    /** Ordinary work. */
    PROMPT,
    /** Work that probably fails, for an endpoint that is failing already. */
    YIELDING
  }
}
