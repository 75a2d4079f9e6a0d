package io.conpool.bench;

import static io.conpool.bench.peer.Peer.CONPOOL;
import static io.conpool.bench.peer.Peer.HELD_CHANNEL;
import static io.conpool.bench.peer.Peer.HELD_SOCKET;

import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.report.Bar;
import io.conpool.bench.report.Comparison;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Reference;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What connections cost to make, to keep, and to keep house for. */
final class CostScenarios {

  static final Metric HANDSHAKES = Metric.more("handshakes", "per second", "");
  private static final Metric DIAL = Metric.less("median of the dials", "us", "p0.50");
  private static final Metric HEAP = Metric.less("heap", "bytes per connection", "heap");
  private static final Metric OUTSIDE =
      Metric.less("outside the heap", "bytes per connection", "outside");
  private static final Metric TOTAL = Metric.less("together", "bytes per connection", "total");
  private static final Metric PERCENT = Metric.less("processor time", "% of a core", "percent");

  /** At a few hundred handshakes a second it takes 40 seconds to have all of JSSE compiled. */
  private static final Pace HANDSHAKE_PACE = new Pace(40, 5, 1000);

  private static final int HANDSHAKING = 2;

  /**
   * Warm for long, for a dial has much code of two threads; measured for short, for each connection
   * keeps a port of the client for a minute.
   */
  private static final Pace DIAL_PACE = new Pace(24, 5, 500);

  private static final Pace ONCE = new Pace(0, 1, 5000);

  private static final String PLAIN = "plain, 10,000";
  private static final String TLS = "TLS, 10,000";

  private CostScenarios() {}

  static Scenario handshakes() {
    return new Scenario(
        'f',
        "connect, TLS 1.3 handshake, one byte there and back, close;"
            + " held-socket is a raw SSLSocket and held-channel a raw SSLEngine, new each time",
        Stream.of(EchoKind.TLS_WITHOUT_TICKETS, EchoKind.TLS)
            .map(kind -> handshake(kind, List.of(CONPOOL, HELD_SOCKET, HELD_CHANNEL)))
            .toList(),
        List.of(
            new Bar(
                "at least 0.95 x the raw engine",
                any -> true,
                CONPOOL,
                HANDSHAKES,
                0.95,
                Comparison.RATIO,
                Reference.best(HANDSHAKES, peer -> peer == HELD_CHANNEL))));
  }

  /** One of handshakes that are all full, or all resumed. */
  static Case handshake(EchoKind kind, List<Peer> peers) {
    return new Case(
        (kind == EchoKind.TLS ? "resumed, " : "full, ") + Text.threads(HANDSHAKING),
        HandshakeBench.class,
        "visit",
        HANDSHAKING,
        Map.of("kind", kind.name(), "pinned", "false"),
        peers,
        List.of(HANDSHAKES),
        HANDSHAKE_PACE);
  }

  static Scenario dials() {
    return new Scenario(
        'j',
        "connect to a name with one address and close; held-channel does it on its own thread",
        List.of(
            new Case(
                Text.threads(1),
                DialBench.class,
                "dial",
                1,
                Map.of(),
                List.of(CONPOOL, HELD_CHANNEL),
                List.of(DIAL),
                DIAL_PACE)),
        List.of(
            new Bar(
                "at most 120 us more than a connect in place",
                any -> true,
                CONPOOL,
                DIAL,
                120,
                Comparison.DIFFERENCE,
                Reference.best(DIAL, peer -> peer == HELD_CHANNEL))));
  }

  static Scenario idleConnections() {
    return new Scenario(
        'h',
        "memory of a connection that was used once and is idle",
        List.of(
            idle(PLAIN, EchoKind.PLAIN_MANY, 10_000, List.of(CONPOOL, HELD_SOCKET, HELD_CHANNEL)),
            idle(TLS, EchoKind.TLS_MANY, 10_000, List.of(CONPOOL, HELD_SOCKET))),
        List.of(
            new Bar(
                "at most 1 KiB of heap beyond the channel",
                PLAIN::equals,
                CONPOOL,
                HEAP,
                1024,
                Comparison.DIFFERENCE,
                Reference.best(HEAP, peer -> peer == HELD_CHANNEL)),
            new Bar(
                "at most 1.0 x a raw SSLSocket",
                TLS::equals,
                CONPOOL,
                TOTAL,
                1.0,
                Comparison.RATIO,
                Reference.best(TOTAL, peer -> peer == HELD_SOCKET))));
  }

  private static Case idle(String label, EchoKind kind, int count, List<Peer> peers) {
    return new Case(
        label,
        IdleBench.class,
        "weigh",
        1,
        Map.of("kind", kind.name(), "count", String.valueOf(count)),
        peers,
        List.of(HEAP, OUTSIDE, TOTAL),
        ONCE);
  }

  static Scenario housekeeper() {
    return new Scenario(
        'i',
        "conpool's own threads with 10,000 idle connections and no calls",
        Stream.of(1, 1_000)
            .map(
                endpoints ->
                    new Case(
                        endpoints == 1 ? "at 1 endpoint" : "at " + endpoints + " endpoints",
                        HousekeeperBench.class,
                        "watch",
                        1,
                        Map.of("endpoints", String.valueOf(endpoints)),
                        List.of(CONPOOL),
                        List.of(PERCENT),
                        ONCE))
            .toList(),
        List.of(
            new Bar(
                "less than 1 % of a core",
                any -> true, CONPOOL, PERCENT, 1.0, Comparison.VALUE, null)));
  }
}
