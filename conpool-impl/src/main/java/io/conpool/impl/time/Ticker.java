package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A reading of the clock that costs a field read where it is read often.
 *
 * <p>Then a timer keeps it fresh, for a second at a time. Else the clock itself is read, and no
 * timer wakes a processor for a pool that is hardly used.
 */
final class Ticker {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int BEATS = 100;

  /** So many readings of the clock within a period are worth a timer. */
  private static final int OFTEN = 500;

  private final TimeSource time;
  private final AtomicLong tick;

  /** What keeps the tick fresh now. */
  private volatile @Nullable Beat beat;

  /** Readings of the clock since {@link #counted}; some may go uncounted. */
  private int readings;

  private long counted;

  Ticker(TimeSource time) {
    this.time = time;
    this.counted = time.now();
    this.tick = new AtomicLong(counted);
  }

  /** A time that never goes back, 10 ms old at most. */
  long tick() {
    return beat == null ? read() : tick.get();
  }

  private long read() {
    long now = advance();
    readings++;
    if (readings >= OFTEN) {
      boolean often = now - counted < PERIOD;
      readings = 0;
      counted = now;
      if (often) {
        begin();
      }
    }
    return now;
  }

  /**
   * Two threads may come here at once: then both beat for a second, and one of them counts. A beat
   * counts once it is planned, so that nobody reads a tick that stands still.
   */
  private void begin() {
    Beat mine = new Beat();
    mine.run();
    beat = mine;
    if (mine.ended && beat == mine) {
      beat = null;
    }
  }

  /**
   * Two threads may come here at once, and the one that read the clock first must not undo the
   * other's work.
   */
  private long advance() {
    return tick.accumulateAndGet(time.now(), (old, now) -> now - old > 0 ? now : old);
  }

  /** One second of freshness: each run schedules the next. */
  private final class Beat implements Runnable {

    private int left = BEATS;
    private volatile boolean ended;

    @Override
    public void run() {
      long now = advance();
      boolean goesOn = false;
      try {
        if (left-- > 0) {
          time.schedule(now + PERIOD, this);
          goesOn = true;
        }
      } catch (RejectedExecutionException e) {
        // No thread for timers: the clock itself is the tick.
      } finally {
        if (!goesOn) {
          ended = true;
          if (beat == this) {
            beat = null;
          }
        }
      }
    }
  }
}
