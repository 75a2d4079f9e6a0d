package io.conpool.impl.pool;

import java.time.Duration;

/** Durations as the engine counts them. */
final class Nanos {

  /** About 146 years: sums with a time of the clock still compare by difference. */
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private Nanos() {}

  /** The nanoseconds of a duration that is not negative, cut at some 146 years. */
  static long of(Duration duration) {
    return duration.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : duration.toNanos();
  }
}
