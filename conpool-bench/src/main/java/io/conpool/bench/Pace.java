package io.conpool.bench;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long a fork measures.
 *
 * @param warmups iterations before it
 * @param iterations iterations that count
 * @param millis how long each of them takes
 */
record Pace(int warmups, int iterations, long millis) {

  static final Pace USUAL = new Pace(3, 3, 500);

  TimeValue time() {
    return TimeValue.milliseconds(millis);
  }
}
