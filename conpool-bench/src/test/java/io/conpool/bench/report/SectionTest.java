package io.conpool.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.bench.peer.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTest {

  private static final Metric CYCLES = Metric.more("cycles", "million/s", "");

  private final Samples samples = new Samples();

  @Test
  void peersStandInTheOrderOfTheirMediansWithConpoolOverEach() {
    give(Peer.CONPOOL, 20);
    give(Peer.GRIZZLY, 10);
    give(Peer.HIKARI_BAG, 40);

    assertThat(markdown(List.of()))
        .contains(
            """
            | peer | 1 thread |
            | --- | --- |
            | hikari-bag | 40.0 (40.0..40.0) [0.500 (0.500..0.500)] |
            | conpool | 20.0 (20.0..20.0) |
            | grizzly | 10.0 (10.0..10.0) [2.00 (2.00..2.00)] |
            """);
  }

  @Test
  void aCaseOfWhichEveryForkFailedIsShownAndItsBarMissed() {
    samples.announce("1 thread", List.of(CYCLES));
    samples.failed("1 thread", Peer.CONPOOL);
    Bar bar = new Bar("1", any -> true, Peer.CONPOOL, CYCLES, 1, Comparison.VALUE, null);

    assertThat(markdown(List.of(bar)))
        .contains("| conpool | a fork failed |")
        .contains("| 1 | 1 thread | a fork failed | **missed** |");
  }

  private void give(Peer peer, double value) {
    samples.add("1 thread", CYCLES, peer, 1, value);
  }

  private String markdown(List<Bar> bars) {
    return new Section("a", "a question", bars, samples).markdown("somewhere");
  }
}
