package io.conpool.impl.time;

import io.conpool.TimeSource;

/**
 * Aborts something blocking when its time is up, unless it was done before.
 *
 * <p>The two race by the compare-and-set inside {@link TimeSource.Timer#cancel()}: either the work
 * wins and is kept, or the deadline wins and the work's failure, or late success, is a time-out.
 */
public final class Deadline {

  private static final TimeSource.Timer NEVER = () -> true;

  private final TimeSource.Timer timer;

  private Deadline(TimeSource.Timer timer) {
    this.timer = timer;
  }

  /**
   * Starts the countdown.
   *
   * @param platform whose time counts
   * @param time when to abort, a time of {@link Platform#now()}; {@link Platform#FOREVER} for never
   * @param abort what aborts the work: quick and safe from any thread
   */
  public static Deadline arm(Platform platform, long time, Runnable abort) {
    return new Deadline(time == Platform.FOREVER ? NEVER : platform.schedule(time, abort));
  }

  /** Ends the countdown; called once. Returns false if the deadline came first. */
  public boolean disarm() {
    return timer.cancel();
  }
}
