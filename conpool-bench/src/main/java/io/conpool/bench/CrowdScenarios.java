package io.conpool.bench;

import static io.conpool.bench.peer.Peer.CONPOOL;
import static io.conpool.bench.peer.Peer.CONPOOL_5MS;
import static io.conpool.bench.peer.Peer.CONPOOL_FIFO;
import static io.conpool.bench.peer.Peer.NO_POOL;
import static io.conpool.bench.peer.Peer.SEMAPHORE;
import static io.conpool.bench.peer.Peer.SEMAPHORE_FAIR;
import static io.conpool.bench.peer.Peer.STORMPOT_VT;
import static io.conpool.bench.peer.Peer.VIBUR;
import static io.conpool.bench.peer.Peer.VIBUR_FAIR;

import io.conpool.bench.CrowdBench.Hold;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import io.conpool.bench.report.Bar;
import io.conpool.bench.report.Comparison;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Reference;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** More threads than entries. */
final class CrowdScenarios {

  private static final Metric CYCLES =
      Metric.more("cycles", "million/s, all threads together", "perMicro");
  private static final Metric FEWEST =
      Metric.more("fewest cycles", "of any thread; 0: starved", "fewest");
  private static final Metric SHARE =
      Metric.more("fewest cycles over the median", "1: all got the same", "share");
  private static final Metric P99 = Metric.less("p99 of the waits", "us", "p99");
  private static final Metric P9999 = Metric.less("p99.99 of the waits", "us", "p9999");
  private static final Metric WORST =
      Metric.less("worst wait", "ms, of each fork; their median", "worst");

  /** Its length is what the threads run for; a warm-up is one run. */
  private static final Pace PACE = new Pace(1, 1, 2000);

  /** Virtual threads take more code, and get faster for some six seconds. */
  private static final Pace VIRTUAL_PACE = new Pace(3, 1, 2000);

  /** Who is asked in the cases that no bar is about. */
  private static final List<Peer> FEW =
      List.of(CONPOOL, CONPOOL_5MS, CONPOOL_FIFO, SEMAPHORE, SEMAPHORE_FAIR, VIBUR);

  private static final String NO_HOLD = "no hold";
  private static final String NO_HOLD_TIMED = "no hold, waits timed";
  private static final String HOLD = "50 us hold, waits timed";

  private CrowdScenarios() {}

  static Scenario platformThreads() {
    List<Peer> peers = with(CONPOOL_FIFO, VIBUR_FAIR, SEMAPHORE_FAIR, NO_POOL);
    List<Metric> timed = List.of(CYCLES, FEWEST, SHARE, P99, P9999, WORST);
    Reference best = Reference.best(CYCLES, peer -> !peer.is(Trait.HELD));
    Reference bestFair = Reference.best(CYCLES, peer -> peer.is(Trait.FIFO));
    return new Scenario(
        'b',
        "32 threads on 10 entries",
        List.of(
            platform(NO_HOLD, Hold.NONE, false, peers, List.of(CYCLES, FEWEST, SHARE)),
            platform(NO_HOLD_TIMED, Hold.NONE, true, peers, timed),
            platform(HOLD, Hold.PARK, true, peers, timed)),
        List.of(
            new Bar(
                "at least 0.95 x the best peer",
                HOLD::equals,
                CONPOOL,
                CYCLES,
                0.95,
                Comparison.RATIO,
                best),
            new Bar("nobody starves", any -> true, CONPOOL, FEWEST, 1, Comparison.VALUE, null),
            new Bar(
                "worst wait at most half the best peer's",
                HOLD::equals,
                CONPOOL,
                WORST,
                0.5,
                Comparison.RATIO,
                best),
            new Bar(
                "at least 2 x the best FIFO-fair peer",
                NO_HOLD::equals,
                CONPOOL,
                CYCLES,
                2.0,
                Comparison.RATIO,
                bestFair),
            new Bar(
                "fairnessDelay 0: at least 1.0 x the best FIFO-fair peer",
                NO_HOLD::equals,
                CONPOOL_FIFO,
                CYCLES,
                1.0,
                Comparison.RATIO,
                bestFair),
            new Bar(
                "fairnessDelay 0: worst wait at most 1.0 x the best FIFO-fair peer's",
                NO_HOLD_TIMED::equals,
                CONPOOL_FIFO,
                WORST,
                1.0,
                Comparison.RATIO,
                Reference.best(WORST, peer -> peer.is(Trait.FIFO)))));
  }

  static Scenario virtualThreads() {
    List<Peer> all = with(CONPOOL_5MS, CONPOOL_FIFO, VIBUR_FAIR, SEMAPHORE_FAIR, STORMPOT_VT);
    String bound = label(1_000, 10);
    return new Scenario(
        'c',
        "virtual threads: acquire, Thread.yield(), release",
        List.of(
            virtual(1_000, 10, all),
            virtual(10_000, 10, FEW),
            virtual(1_000, 50, FEW),
            virtual(10_000, 50, FEW)),
        List.of(
            new Bar(
                "at least 1.0 x the best peer that starves nobody",
                bound::equals,
                CONPOOL,
                CYCLES,
                1.0,
                Comparison.RATIO,
                Reference.bestThatStarvesNobody(CYCLES, FEWEST)),
            new Bar(
                "fewest cycles of any thread at least 0.3 x the median",
                bound::equals,
                CONPOOL,
                SHARE,
                0.3,
                Comparison.VALUE,
                null)));
  }

  private static List<Peer> with(Peer... more) {
    return Stream.concat(LeaseScenarios.EVERYBODY.stream(), Stream.of(more)).toList();
  }

  private static Case platform(
      String label, Hold hold, boolean timed, List<Peer> peers, List<Metric> metrics) {
    return new Case(
        label,
        CrowdBench.class,
        "crowd",
        1,
        Map.of("hold", hold.name(), "timed", String.valueOf(timed)),
        peers,
        metrics,
        PACE);
  }

  private static Case virtual(int threads, int size, List<Peer> peers) {
    return new Case(
        label(threads, size),
        CrowdBench.class,
        "crowd",
        1,
        Map.of(
            "hold",
            Hold.YIELD.name(),
            "virtual",
            "true",
            "threads",
            String.valueOf(threads),
            "size",
            String.valueOf(size)),
        peers,
        List.of(CYCLES, FEWEST, SHARE),
        VIRTUAL_PACE);
  }

  private static String label(int threads, int size) {
    return threads + " on " + size;
  }
}
