package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A reading of the clock that costs a field read, kept fresh by a timer while it is on. */
final class Ticker {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

  private final TimeSource time;
  private final AtomicLong tick;
  private final AtomicReference<@Nullable Beat> beat = new AtomicReference<>();

  Ticker(TimeSource time) {
    this.time = time;
    this.tick = new AtomicLong(time.now());
  }

  /** A time that never goes back, read from the clock itself while the ticker is off. */
  long tick() {
    return beat.get() == null ? advance() : tick.get();
  }

  void on() {
    Beat mine = new Beat();
    if (beat.get() == null && beat.compareAndSet(null, mine)) {
      try {
        mine.run();
      } catch (RejectedExecutionException e) {
        // No thread for timers: without them the clock itself is the tick.
        beat.compareAndSet(mine, null);
      }
    }
  }

  void off() {
    Beat last = beat.getAndSet(null);
    if (last != null) {
      last.end();
    }
  }

  /**
   * Two threads may come here at once, and the one that read the clock first must not undo the
   * other's work.
   */
  private long advance() {
    return tick.accumulateAndGet(time.now(), (old, now) -> now - old > 0 ? now : old);
  }

  /** One stretch of being on: at each run it schedules the next. */
  private final class Beat implements Runnable {

    private volatile TimeSource.@Nullable Timer next;

    @Override
    public void run() {
      next = time.schedule(advance() + PERIOD, this);
      if (beat.get() != this) {
        end();
      }
    }

    private void end() {
      TimeSource.Timer timer = next;
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
