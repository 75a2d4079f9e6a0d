package io.conpool.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import org.junit.jupiter.api.Test;

class BarTest {

  private static final String CASE = "1 thread";
  private static final Metric CYCLES = Metric.more("cycles", "million/s", "");
  private static final Metric BYTES = Metric.less("allocation", "bytes", "");

  private final Samples samples = new Samples();

  @Test
  void aBarReachedByTheMedianIsHeld() {
    give(CYCLES, Peer.CONPOOL, 30, 40, 50);
    give(CYCLES, Peer.GRIZZLY, 20, 20, 20);

    assertThat(twiceTheFastestKeyed()).endsWith("| 2.00 (1.50..2.50) x grizzly | held |");
  }

  @Test
  void aBarReachedInOneRoundIsHeldWithinTheSpread() {
    give(CYCLES, Peer.CONPOOL, 30, 30, 40);
    give(CYCLES, Peer.GRIZZLY, 20, 20, 20);

    assertThat(twiceTheFastestKeyed()).endsWith("| held within the spread |");
  }

  @Test
  void aBarReachedInNoRoundIsMissed() {
    give(CYCLES, Peer.CONPOOL, 30, 30, 39);
    give(CYCLES, Peer.GRIZZLY, 20, 20, 20);

    assertThat(twiceTheFastestKeyed()).endsWith("| **missed** |");
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    give(CYCLES, Peer.CONPOOL, 10, 20, 40);
    give(CYCLES, Peer.GRIZZLY, 5, 10, 20);

    assertThat(twiceTheFastestKeyed()).contains("2.00 (2.00..2.00) x grizzly");
  }

  @Test
  void theReferenceIsTheBestOfThoseAskedAndNeverConpool() {
    give(CYCLES, Peer.CONPOOL, 50);
    give(CYCLES, Peer.CONPOOL_FIFO, 45);
    give(CYCLES, Peer.COMMONS, 1);
    give(CYCLES, Peer.GRIZZLY, 2);
    give(CYCLES, Peer.STORMPOT, 40);

    assertThat(twiceTheFastestKeyed()).contains("x grizzly");
  }

  @Test
  void whereLessIsBetterTheBarIsAboveIt() {
    give(BYTES, Peer.CONPOOL, 63, 64, 70);

    assertThat(atMost64Bytes()).endsWith("| held |");
  }

  @Test
  void aForkThatFailedMissesTheBar() {
    give(BYTES, Peer.CONPOOL, 63, 63);
    samples.failed(CASE, Peer.CONPOOL);

    assertThat(atMost64Bytes()).endsWith("| a fork failed | **missed** |");
  }

  @Test
  void aPeerThatStarvedSomebodyInOneForkIsNoReference() {
    give(CYCLES, Peer.SEMAPHORE, 9, 9);
    give(BYTES, Peer.SEMAPHORE, 0, 7);
    give(CYCLES, Peer.VIBUR, 8, 8);
    give(BYTES, Peer.VIBUR, 1, 7);

    assertThat(Reference.bestThatStarvesNobody(CYCLES, BYTES).pick(samples, CASE))
        .contains(Peer.VIBUR);
  }

  private void give(Metric metric, Peer peer, double... rounds) {
    for (int i = 0; i < rounds.length; i++) {
      samples.add(CASE, metric, peer, i, rounds[i]);
    }
  }

  private String twiceTheFastestKeyed() {
    Reference keyed = Reference.best(CYCLES, peer -> peer.is(Trait.KEYED));
    return row(new Bar("2 x", CASE::equals, Peer.CONPOOL, CYCLES, 2, Comparison.RATIO, keyed));
  }

  private String atMost64Bytes() {
    return row(new Bar("64", CASE::equals, Peer.CONPOOL, BYTES, 64, Comparison.VALUE, null));
  }

  private String row(Bar bar) {
    return bar.row(samples, CASE).orElseThrow();
  }
}
