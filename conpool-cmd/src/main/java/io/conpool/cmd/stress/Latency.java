package io.conpool.cmd.stress;

import org.HdrHistogram.Histogram;

/**
 * How long something took, in nanoseconds.
 *
 * @param p50 half of the times were no longer than this
 * @param p99 99 in 100
 * @param p999 999 in 1000
 * @param max the longest
 */
record Latency(long p50, long p99, long p999, long max) {

  private static final int DIGITS = 3;

  /** An empty histogram of times; it grows as it must. */
  static Histogram histogram() {
    return new Histogram(DIGITS);
  }

  static Latency of(Histogram times) {
    return new Latency(
        times.getValueAtPercentile(50),
        times.getValueAtPercentile(99),
        times.getValueAtPercentile(99.9),
        times.getMaxValue());
  }
}
