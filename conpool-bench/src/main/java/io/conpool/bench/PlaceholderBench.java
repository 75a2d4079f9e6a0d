package io.conpool.bench;

import org.openjdk.jmh.annotations.Benchmark;

/** Placeholder. */
public class PlaceholderBench {
  /**
   * Placeholder.
   *
   * @return a time
   */
  @Benchmark
  public long nothing() {
    return System.nanoTime();
  }
}
