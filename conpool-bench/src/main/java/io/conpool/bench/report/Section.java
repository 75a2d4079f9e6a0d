package io.conpool.bench.report;

import io.conpool.bench.peer.Peer;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of one scenario.
 *
 * @param letter which scenario
 * @param title what it is about
 * @param bars what conpool has to reach in it
 * @param samples what was measured
 */
public record Section(String letter, String title, List<Bar> bars, Samples samples) {

  /**
   * Writes the tables.
   *
   * @param circumstances a line on when and where
   * @return Markdown
   */
  public String markdown(String circumstances) {
    StringBuilder text = new StringBuilder();
    text.append("### (").append(letter).append(") ").append(title).append("\n\n");
    text.append(circumstances).append("\n");
    for (Metric metric : metrics()) {
      table(metric, text);
    }
    List<String> rows =
        samples.labels().stream()
            .flatMap(label -> bars.stream().map(bar -> bar.row(samples, label)))
            .flatMap(Optional::stream)
            .toList();
    if (!rows.isEmpty()) {
      text.append("\n| bar | case | measured | verdict |\n| --- | --- | --- | --- |\n");
      rows.forEach(row -> text.append(row).append("\n"));
    }
    return text.toString();
  }

  private Set<Metric> metrics() {
    return samples.labels().stream()
        .map(samples::metrics)
        .flatMap(Collection::stream)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void table(Metric metric, StringBuilder text) {
    List<String> labels =
        samples.labels().stream().filter(label -> samples.metrics(label).contains(metric)).toList();
    text.append("\n**").append(metric.name()).append("**, ").append(metric.unit()).append("\n\n");
    text.append("| peer | ").append(String.join(" | ", labels)).append(" |\n| ---");
    text.append(" | ---".repeat(labels.size())).append(" |\n");
    for (Peer peer : ranked(metric, labels.get(0))) {
      text.append("| ").append(peer.label());
      for (String label : labels) {
        text.append(" | ").append(cell(label, metric, peer));
      }
      text.append(" |\n");
    }
  }

  private List<Peer> ranked(Metric metric, String label) {
    Comparator<Peer> order =
        Comparator.comparingDouble(
            peer ->
                samples
                    .spread(label, metric, peer)
                    .map(Spread::median)
                    .map(median -> metric.better() == Metric.Better.MORE ? -median : median)
                    .orElse(Double.MAX_VALUE));
    return samples.peers().stream()
        .filter(peer -> samples.labels().stream().anyMatch(any -> tookPart(any, metric, peer)))
        .sorted(order)
        .toList();
  }

  private boolean tookPart(String label, Metric metric, Peer peer) {
    return samples.spread(label, metric, peer).isPresent()
        || (samples.metrics(label).contains(metric) && samples.hasFailed(label, peer));
  }

  private String cell(String label, Metric metric, Peer peer) {
    String failed = samples.hasFailed(label, peer) ? "a fork failed" : "–";
    return samples
        .spread(label, metric, peer)
        .map(
            spread ->
                spread
                    + samples
                        .compared(label, metric, Peer.CONPOOL, peer, Comparison.RATIO)
                        .filter(any -> peer != Peer.CONPOOL)
                        .map(ratio -> " [" + ratio + "]")
                        .orElse("")
                    + (samples.hasFailed(label, peer) ? ", a fork failed" : ""))
        .orElse(failed);
  }
}
