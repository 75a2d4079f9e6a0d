package io.conpool;

import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a pool gets the time, and how it waits for it.
 *
 * <p>A pool without one uses {@link System#nanoTime()}, the system clock, {@link
 * java.util.concurrent.locks.LockSupport} and one daemon thread of its own for timers. Give another
 * one to test a client in simulated time.
 */
@ConsumerType
public interface TimeSource {

  /**
   * Returns a time that never goes back.
   *
   * @return nanoseconds since some fixed moment, comparable by difference only, as {@link
   *     System#nanoTime()}
   */
  long now();

  /**
   * Returns the time of day.
   *
   * @return the time, which may jump
   */
  Instant wallClock();

  /**
   * Blocks the calling thread until it is unparked, interrupted or the deadline has come; may
   * return for no reason.
   *
   * @param deadline a time of {@link #now()}; {@link Long#MAX_VALUE} means none
   */
  void park(long deadline);

  /**
   * Lets a thread's current or next {@link #park(long)} return.
   *
   * @param thread the thread
   */
  void unpark(Thread thread);

  /**
   * Runs a short task that never blocks, once, when the time has come.
   *
   * @param time when, a time of {@link #now()}; one that has passed means as soon as possible
   * @param task what to run
   * @return a handle to take it back with
   */
  Timer schedule(long time, Runnable task);

  /** A task that waits for its time. */
  @ConsumerType
  @FunctionalInterface
  interface Timer {

    /**
     * Takes the task back.
     *
     * @return true if it will not run, and this call is why; false if it has run, runs, or was
     *     taken back before
     */
    boolean cancel();
  }
}
