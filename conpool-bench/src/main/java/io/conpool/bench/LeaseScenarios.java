package io.conpool.bench;

import static io.conpool.bench.peer.Peer.COMMONS;
import static io.conpool.bench.peer.Peer.CONPOOL;
import static io.conpool.bench.peer.Peer.GRIZZLY;
import static io.conpool.bench.peer.Peer.HIKARI_BAG;
import static io.conpool.bench.peer.Peer.HTTPCORE_LAX;
import static io.conpool.bench.peer.Peer.HTTPCORE_STRICT;
import static io.conpool.bench.peer.Peer.NETTY_FIXED;
import static io.conpool.bench.peer.Peer.REACTOR;
import static io.conpool.bench.peer.Peer.SEMAPHORE;
import static io.conpool.bench.peer.Peer.STORMPOT;
import static io.conpool.bench.peer.Peer.VIBUR;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import io.conpool.bench.report.Bar;
import io.conpool.bench.report.Comparison;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Reference;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a lease costs where nobody waits. */
final class LeaseScenarios {

  /** Every competitor, in the setting that most of its users have. */
  static final List<Peer> EVERYBODY =
      List.of(
          CONPOOL,
          HTTPCORE_STRICT,
          HTTPCORE_LAX,
          COMMONS,
          GRIZZLY,
          STORMPOT,
          HIKARI_BAG,
          VIBUR,
          NETTY_FIXED,
          REACTOR,
          SEMAPHORE);

  static final Metric THROUGHPUT = Metric.more("cycles", "million/s, all threads together", "");

  private LeaseScenarios() {}

  static Scenario emptyLease() {
    return new Scenario(
        'a',
        "empty lease: acquire and release, 10 entries at one endpoint",
        atEachCount(LeaseBench.class),
        List.of(
            new Bar(
                "at least 2.0 x the fastest keyed peer",
                any -> true,
                CONPOOL,
                THROUGHPUT,
                2.0,
                Comparison.RATIO,
                Reference.best(THROUGHPUT, peer -> peer.is(Trait.KEYED))),
            new Bar(
                "at least 1.0 x Stormpot with its lifetime check",
                any -> true,
                CONPOOL,
                THROUGHPUT,
                1.0,
                Comparison.RATIO,
                Reference.best(THROUGHPUT, peer -> peer == STORMPOT)),
            new Bar(
                "the aim beyond: HikariCP's bag",
                any -> true,
                CONPOOL,
                THROUGHPUT,
                1.0,
                Comparison.RATIO,
                Reference.best(THROUGHPUT, peer -> peer == HIKARI_BAG))));
  }

  static Scenario manyEndpoints() {
    return new Scenario(
        'd',
        "1,000 endpoints with 10 entries each, visited by Zipf's law",
        atEachCount(ZipfBench.class),
        List.of());
  }

  private static List<Case> atEachCount(Class<?> benchmark) {
    return Stream.of(1, 2, 8)
        .map(
            threads ->
                new Case(
                    Text.threads(threads),
                    benchmark,
                    "cycle",
                    threads,
                    Map.of(),
                    EVERYBODY,
                    List.of(THROUGHPUT),
                    Pace.USUAL))
        .toList();
  }

  static Scenario allocation() {
    Metric bytes = Metric.less("allocation", "bytes per cycle", "gc.alloc.rate.norm");
    return new Scenario(
        'g',
        "allocation: acquire, read one byte, release; the lease escapes",
        List.of(
            new Case(
                Text.threads(1),
                LeaseBench.class,
                "cycleWithRead",
                1,
                Map.of(),
                EVERYBODY,
                List.of(bytes, THROUGHPUT),
                Pace.USUAL)),
        List.of(
            new Bar(
                "at most 64 bytes, and 0.5 for what JMH itself allocates",
                any -> true,
                CONPOOL,
                bytes,
                64.5,
                Comparison.VALUE,
                null)));
  }
}
