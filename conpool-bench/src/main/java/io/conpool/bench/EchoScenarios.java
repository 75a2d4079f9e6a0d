package io.conpool.bench;

import static io.conpool.bench.peer.Peer.COMMONS;
import static io.conpool.bench.peer.Peer.COMMONS_PROBED;
import static io.conpool.bench.peer.Peer.CONPOOL;
import static io.conpool.bench.peer.Peer.GRIZZLY;
import static io.conpool.bench.peer.Peer.HELD_CHANNEL;
import static io.conpool.bench.peer.Peer.HELD_SOCKET;
import static io.conpool.bench.peer.Peer.HTTPCORE_LAX;
import static io.conpool.bench.peer.Peer.HTTPCORE_STRICT;
import static io.conpool.bench.peer.Peer.HTTPCORE_STRICT_PROBED;
import static io.conpool.bench.peer.Peer.STORMPOT;

import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import io.conpool.bench.report.Bar;
import io.conpool.bench.report.Comparison;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Reference;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests and answers over loopback. */
final class EchoScenarios {

  static final Metric EXCHANGES = Metric.more("exchanges", "thousand/s, all threads together", "");

  private static final List<Peer> PLAIN_PEERS =
      List.of(
          CONPOOL,
          HELD_SOCKET,
          HELD_CHANNEL,
          HTTPCORE_STRICT,
          HTTPCORE_STRICT_PROBED,
          HTTPCORE_LAX,
          COMMONS,
          COMMONS_PROBED,
          GRIZZLY,
          STORMPOT);

  /** The limits, and of the keyed peers the fastest and those that probe. */
  private static final List<Peer> PLAIN_LARGE_PEERS =
      List.of(
          CONPOOL,
          HELD_SOCKET,
          HELD_CHANNEL,
          HTTPCORE_STRICT_PROBED,
          HTTPCORE_LAX,
          COMMONS_PROBED,
          GRIZZLY);

  private static final List<Peer> TLS_PEERS =
      List.of(CONPOOL, HELD_SOCKET, HELD_CHANNEL, HTTPCORE_LAX, COMMONS_PROBED, GRIZZLY);

  private static final String PLAIN_SMALL = "plain 64 B";
  private static final String PLAIN_LARGE = "plain 16 KiB";
  private static final String TLS_SMALL = "TLS 64 B";
  private static final String TLS_LARGE = "TLS 16 KiB";

  /** The compiler shares the processors with both ends, or one of them. */
  private static final Pace PLAIN_PACE = new Pace(6, 3, 500);

  /** So much code that eight threads on two processors take ten seconds to have it compiled. */
  private static final Pace TLS_PACE = new Pace(10, 3, 1000);

  private EchoScenarios() {}

  static Scenario exchanges() {
    Reference channel = Reference.best(EXCHANGES, peer -> peer == HELD_CHANNEL);
    Reference socket = Reference.best(EXCHANGES, peer -> peer == HELD_SOCKET);
    return new Scenario(
        'e',
        "request and response over loopback, the server in another JVM;"
            + " with TLS held-socket is a raw SSLSocket and held-channel a raw SSLEngine",
        Stream.of(
                cases(PLAIN_SMALL, 64, EchoKind.PLAIN, PLAIN_PEERS, PLAIN_PACE),
                cases(PLAIN_LARGE, 16384, EchoKind.PLAIN, PLAIN_LARGE_PEERS, PLAIN_PACE),
                cases(TLS_SMALL, 64, EchoKind.TLS, TLS_PEERS, TLS_PACE),
                cases(TLS_LARGE, 16384, EchoKind.TLS, TLS_PEERS, TLS_PACE))
            .flatMap(List::stream)
            .toList(),
        List.of(
            bar("at least 0.90 x the held channel", PLAIN_SMALL, 0.90, channel),
            bar("at least 0.95 x the held channel", PLAIN_LARGE, 0.95, channel),
            bar("at least 1.0 x the held SSLSocket", "TLS", 1.0, socket),
            bar(
                "ahead of every keyed peer",
                "",
                1.0,
                Reference.best(EXCHANGES, peer -> peer.is(Trait.KEYED))),
            bar(
                "ahead of every peer that probes",
                "",
                1.0,
                Reference.best(EXCHANGES, peer -> peer.is(Trait.PROBES)))));
  }

  /** The cases of large requests with TLS. */
  static List<Case> tlsLarge(List<Peer> peers, int... threads) {
    return cases(TLS_LARGE, 16384, EchoKind.TLS, peers, TLS_PACE, threads);
  }

  private static Bar bar(String text, String prefix, double limit, Reference reference) {
    return new Bar(
        text,
        label -> label.startsWith(prefix),
        CONPOOL,
        EXCHANGES,
        limit,
        Comparison.RATIO,
        reference);
  }

  private static List<Case> cases(
      String name, int bytes, EchoKind kind, List<Peer> peers, Pace pace) {
    return cases(name, bytes, kind, peers, pace, 1, 2, 8);
  }

  private static List<Case> cases(
      String name, int bytes, EchoKind kind, List<Peer> peers, Pace pace, int... counts) {
    return IntStream.of(counts)
        .mapToObj(
            threads ->
                new Case(
                    name + ", " + Text.threads(threads) + (threads == 1 ? " on one CPU" : ""),
                    EchoBench.class,
                    "exchange",
                    threads,
                    Map.of(
                        "bytes",
                        String.valueOf(bytes),
                        "kind",
                        kind.name(),
                        "pinned",
                        String.valueOf(threads == 1)),
                    peers,
                    List.of(EXCHANGES),
                    pace))
        .toList();
  }
}
