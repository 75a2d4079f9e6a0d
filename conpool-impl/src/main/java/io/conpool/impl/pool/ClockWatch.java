package io.conpool.impl.pool;

import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Notices that the machine has been asleep or its clock was set: the time of day has gone on
 * differently from the monotonic time.
 *
 * <p>What was idle then has been given up by its peer, or by a firewall between, more likely than
 * not. Looks once a second, on the housekeeper, while there is something to lose.
 */
final class ClockWatch {

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);
  private static final long JUMP = TimeUnit.SECONDS.toNanos(5);

  private final Platform platform;
  private final BooleanSupplier needed;
  private final Runnable onJump;
  private final AtomicBoolean running = new AtomicBoolean();

  /** The time of day less the monotonic time; used by whoever has set {@link #running}. */
  private long offset;

  /**
   * Makes a watch that rests.
   *
   * @param needed whether there is something to lose
   * @param onJump what to do after a jump; quick, since it runs on the housekeeper
   */
  ClockWatch(Platform platform, BooleanSupplier needed, Runnable onJump) {
    this.platform = platform;
    this.needed = needed;
    this.onJump = onJump;
  }

  /** Looks from now on, until it is no longer needed. */
  void start() {
    if (running.compareAndSet(false, true)) {
      offset = offset();
      lookLater();
    }
  }

  private void lookLater() {
    try {
      platform.schedule(platform.now() + PERIOD, this::look);
    } catch (RejectedExecutionException e) { // no thread for timers: the next start tries again
      running.set(false);
    }
  }

  private void look() {
    long seen = offset();
    if (Math.abs(seen - offset) > JUMP) {
      onJump.run();
    }
    offset = seen;
    if (needed.getAsBoolean()) {
      lookLater();
      return;
    }
    running.set(false);
    if (needed.getAsBoolean()) {
      start(); // needed again between the two lines above
    }
  }

  private long offset() {
    Instant wall = platform.wallClock();
    return TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano() - platform.now();
  }
}
