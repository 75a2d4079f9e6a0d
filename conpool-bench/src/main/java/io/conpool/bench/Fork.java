package io.conpool.bench;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One JVM that measures one peer in one case.
 *
 * @param what the case
 * @param peer who
 * @param pace how long
 * @param log where JMH writes what it does
 */
record Fork(Case what, Peer peer, Pace pace, Path log) {

  /** The same heap for all, touched in advance, and a collector that stays out of the way. */
  private static final String[] JVM = {
    "-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-XX:+AlwaysPreTouch"
  };

  /**
   * Runs it.
   *
   * @return for each metric the median of the fork's iterations; empty if the fork failed
   */
  Map<Metric, Double> run() throws IOException {
    Path folder = log.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(what.pattern())
            .param("peer", peer.name())
            .threads(what.threads())
            .forks(1)
            .warmupIterations(pace.warmups())
            .warmupTime(pace.time())
            .measurementIterations(pace.iterations())
            .measurementTime(pace.time())
            .jvmArgs(JVM)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .output(log.toString());
    what.params().forEach(options::param);
    if (what.isTimedByItself()) {
      options.param("millis", String.valueOf(pace.millis()));
    }
    if (what.metrics().stream().anyMatch(metric -> metric.source().startsWith("gc."))) {
      options.addProfiler(GCProfiler.class);
    }
    try {
      return medians(new Runner(options.build()).run());
    } catch (RunnerException e) {
      return Map.of(); // the log says why
    }
  }

  private Map<Metric, Double> medians(Collection<RunResult> results) {
    Map<Metric, Double> medians = new LinkedHashMap<>();
    for (Metric metric : what.metrics()) {
      List<Double> scores = new ArrayList<>();
      for (RunResult result : results) {
        for (BenchmarkResult benchmark : result.getBenchmarkResults()) {
          for (IterationResult iteration : benchmark.getIterationResults()) {
            scores.add(score(iteration, metric));
          }
        }
      }
      if (!scores.isEmpty()) {
        medians.put(metric, Spread.of(scores).median());
      }
    }
    return medians;
  }

  private static double score(IterationResult iteration, Metric metric) {
    if (metric.source().isEmpty()) {
      return iteration.getPrimaryResult().getScore();
    }
    Result<?> result = iteration.getSecondaryResults().get(metric.source());
    if (result == null) {
      throw new IllegalStateException(
          metric.source() + " is not among " + iteration.getSecondaryResults().keySet());
    }
    return result.getScore();
  }
}
