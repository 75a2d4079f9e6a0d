package io.conpool.bench.report;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Whom a bar compares with: the best of some peers.
 *
 * @param by what makes the best one
 * @param among who is asked, in which case
 */
public record Reference(Metric by, Candidates among) {

  /** Who is asked. */
  @FunctionalInterface
  public interface Candidates {

    /**
     * Tells whether a peer is one of them.
     *
     * @param samples what was measured
     * @param label in which case
     * @param peer who
     * @return true if it is
     */
    boolean test(Samples samples, String label, Peer peer);
  }

  /**
   * The best of some peers, conpool never among them.
   *
   * @param by what makes the best one
   * @param among who is asked
   * @return the reference
   */
  public static Reference best(Metric by, Predicate<Peer> among) {
    return new Reference(by, (samples, label, peer) -> !peer.is(Trait.SUBJECT) && among.test(peer));
  }

  /**
   * One peer, be it conpool in another of its settings.
   *
   * @param by what is compared
   * @param only who
   * @return the reference
   */
  public static Reference only(Metric by, Peer only) {
    return new Reference(by, (samples, label, peer) -> peer == only);
  }

  /**
   * The best of the peers that left no thread without a cycle, in any fork.
   *
   * @param by what makes the best one
   * @param fewest the cycles of the thread that got the fewest
   * @return the reference
   */
  public static Reference bestThatStarvesNobody(Metric by, Metric fewest) {
    return new Reference(
        by,
        (samples, label, peer) ->
            !peer.is(Trait.SUBJECT)
                && !samples.hasFailed(label, peer)
                && samples.spread(label, fewest, peer).map(Spread::min).orElse(0.0) > 0);
  }

  Optional<Peer> pick(Samples samples, String label) {
    BiPredicate<Samples, Peer> candidate =
        (all, peer) -> all.spread(label, by, peer).isPresent() && among.test(all, label, peer);
    Comparator<Peer> order =
        Comparator.comparingDouble(
            peer -> samples.spread(label, by, peer).map(Spread::median).orElse(0.0));
    return samples.peers().stream()
        .filter(peer -> candidate.test(samples, peer))
        .max(by.better() == Metric.Better.MORE ? order : order.reversed());
  }
}
