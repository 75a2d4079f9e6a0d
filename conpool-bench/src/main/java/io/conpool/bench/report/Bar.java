package io.conpool.bench.report;

import io.conpool.bench.peer.Peer;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What conpool has to reach.
 *
 * @param text the bar in words
 * @param cases in which cases, by their labels
 * @param subject which conpool
 * @param metric what is compared
 * @param limit where the bar lies
 * @param comparison how it is compared
 * @param reference whom it is compared with, null where the value itself counts
 */
public record Bar(
    String text,
    Predicate<String> cases,
    Peer subject,
    Metric metric,
    double limit,
    Comparison comparison,
    @Nullable Reference reference) {

  /** One row of the table of bars, or nothing where the case was not run. */
  Optional<String> row(Samples samples, String label) {
    if (!cases.test(label) || !samples.metrics(label).contains(metric)) {
      return Optional.empty();
    }
    if (samples.hasFailed(label, subject)) {
      return Optional.of(row(label, "a fork failed", "**missed**"));
    }
    if (reference == null) {
      return samples
          .spread(label, metric, subject)
          .map(spread -> row(label, spread + " " + metric.unit(), verdict(spread)));
    }
    return reference
        .pick(samples, label)
        .flatMap(
            peer ->
                samples
                    .compared(label, metric, subject, peer, comparison)
                    .map(
                        spread ->
                            row(
                                label,
                                spread + comparison.word() + peer.label(),
                                verdict(spread))));
  }

  private String row(String label, String measured, String verdict) {
    return "| " + text + " | " + label + " | " + measured + " | " + verdict + " |";
  }

  private String verdict(Spread spread) {
    Metric.Better better = metric.better();
    if (better.holds(spread.median(), limit)) {
      return "held";
    }
    double best = better == Metric.Better.MORE ? spread.max() : spread.min();
    return better.holds(best, limit) ? "held within the spread" : "**missed**";
  }
}
