package io.conpool.bench;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.report.Metric;
import java.util.List;
import java.util.Map;

/**
 * One column of a table: a benchmark with everything but the peer fixed.
 *
 * @param label what it is called
 * @param benchmark the class of the benchmark
 * @param method its method
 * @param threads how many of JMH's threads
 * @param params its other parameters
 * @param peers who takes part
 * @param metrics what is kept
 * @param pace how long
 */
record Case(
    String label,
    Class<?> benchmark,
    String method,
    int threads,
    Map<String, String> params,
    List<Peer> peers,
    List<Metric> metrics,
    Pace pace) {

  /** Whether an iteration is one call, which is told how long to take. */
  boolean isTimedByItself() {
    return benchmark == CrowdBench.class || benchmark == HousekeeperBench.class;
  }

  /** The benchmark's name, as JMH looks it up. */
  String pattern() {
    return "^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$";
  }
}
