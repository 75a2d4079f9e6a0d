package io.conpool.bench.report;

import io.conpool.bench.peer.Peer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one scenario gave: a value for each case, metric, peer and round. */
public final class Samples {

  private record Key(String label, Metric metric, Peer peer) {}

  private final Map<Key, Map<Integer, Double>> rounds = new LinkedHashMap<>();
  private final Set<Peer> peers = new LinkedHashSet<>();
  private final Map<String, Set<Metric>> metrics = new LinkedHashMap<>();
  private final Map<String, Set<Peer>> failures = new LinkedHashMap<>();

  /**
   * Keeps what is going to be measured, so that a case is shown even if every fork of it fails.
   *
   * @param label of the case
   * @param expected what is to be measured
   */
  public void announce(String label, Collection<Metric> expected) {
    metrics.computeIfAbsent(label, any -> new LinkedHashSet<>()).addAll(expected);
  }

  /**
   * Keeps a value.
   *
   * @param label of the case
   * @param metric what was measured
   * @param peer whose
   * @param round in which round
   * @param value how much
   */
  public void add(String label, Metric metric, Peer peer, int round, double value) {
    peers.add(peer);
    announce(label, Set.of(metric));
    rounds.computeIfAbsent(new Key(label, metric, peer), any -> new TreeMap<>()).put(round, value);
  }

  /**
   * Keeps that a fork of a peer did not get to its end.
   *
   * @param label of the case
   * @param peer whose
   */
  public void failed(String label, Peer peer) {
    peers.add(peer);
    failures.computeIfAbsent(label, any -> new LinkedHashSet<>()).add(peer);
  }

  boolean hasFailed(String label, Peer peer) {
    return failures.getOrDefault(label, Set.of()).contains(peer);
  }

  Set<Peer> peers() {
    return peers;
  }

  /** The cases in which something was to be measured. */
  Set<String> labels() {
    return metrics.keySet();
  }

  Set<Metric> metrics(String label) {
    return metrics.getOrDefault(label, Set.of());
  }

  Optional<Spread> spread(String label, Metric metric, Peer peer) {
    return Optional.ofNullable(rounds.get(new Key(label, metric, peer)))
        .map(values -> Spread.of(values.values()));
  }

  /** One peer against another, round by round: what the machine did meanwhile met both alike. */
  Optional<Spread> compared(
      String label, Metric metric, Peer peer, Peer other, Comparison comparison) {
    Map<Integer, Double> own = rounds.getOrDefault(new Key(label, metric, peer), Map.of());
    Map<Integer, Double> others = rounds.getOrDefault(new Key(label, metric, other), Map.of());
    Map<Integer, Double> results = new TreeMap<>();
    own.forEach(
        (round, value) -> {
          Double theirs = others.get(round);
          if (theirs != null && (theirs != 0 || comparison != Comparison.RATIO)) {
            results.put(round, comparison.of(value, theirs));
          }
        });
    return results.isEmpty() ? Optional.empty() : Optional.of(Spread.of(results.values()));
  }
}
