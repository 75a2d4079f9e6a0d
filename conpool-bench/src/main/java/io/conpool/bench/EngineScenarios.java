package io.conpool.bench;

import static io.conpool.bench.peer.Peer.CONPOOL;
import static io.conpool.bench.peer.Peer.CONPOOL_CONSCRYPT;
import static io.conpool.bench.peer.Peer.HELD_CHANNEL;
import static io.conpool.bench.peer.Peer.HELD_CHANNEL_CONSCRYPT;
import static io.conpool.bench.peer.Peer.HELD_SOCKET;
import static io.conpool.bench.peer.Peer.HELD_SOCKET_CONSCRYPT;

import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.report.Bar;
import io.conpool.bench.report.Comparison;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.Reference;
import java.util.List;
import java.util.stream.Stream;

/** Conscrypt's TLS beside the JDK's, each beside what can be had of it without a pool. */
final class EngineScenarios {

  private static final List<Peer> PEERS =
      List.of(
          CONPOOL,
          CONPOOL_CONSCRYPT,
          HELD_SOCKET,
          HELD_SOCKET_CONSCRYPT,
          HELD_CHANNEL,
          HELD_CHANNEL_CONSCRYPT);

  private EngineScenarios() {}

  static Scenario exchanges() {
    return new Scenario(
        'k',
        "TLS by the JDK's engines and by Conscrypt's: request and response of 16 KiB over loopback,"
            + " the server in another JVM with the JDK's; held-socket is a raw SSLSocket,"
            + " held-channel a raw SSLEngine",
        EchoScenarios.tlsLarge(PEERS, 1, 2),
        List.of(
            bar("at least 1.2 x the JDK's", "2 threads", CONPOOL_CONSCRYPT, 1.2, CONPOOL),
            bar("at least 1.0 x its raw SSLSocket", "", CONPOOL, 1.0, HELD_SOCKET),
            bar(
                "at least 1.0 x its raw SSLSocket",
                "",
                CONPOOL_CONSCRYPT,
                1.0,
                HELD_SOCKET_CONSCRYPT)));
  }

  private static Bar bar(String text, String part, Peer subject, double limit, Peer other) {
    return bar(EchoScenarios.EXCHANGES, text, part, subject, limit, other);
  }

  static Scenario handshakes() {
    return new Scenario(
        'l',
        "TLS by the JDK's engines and by Conscrypt's: connect, TLS 1.3 handshake, one byte there"
            + " and back, close; the server has the JDK's",
        Stream.of(EchoKind.TLS_WITHOUT_TICKETS, EchoKind.TLS)
            .map(kind -> CostScenarios.handshake(kind, PEERS))
            .toList(),
        List.of(
            bar(
                CostScenarios.HANDSHAKES,
                "at least 0.95 x its raw engine",
                "",
                CONPOOL,
                0.95,
                HELD_CHANNEL),
            bar(
                CostScenarios.HANDSHAKES,
                "at least 0.95 x its raw engine",
                "",
                CONPOOL_CONSCRYPT,
                0.95,
                HELD_CHANNEL_CONSCRYPT)));
  }

  private static Bar bar(
      Metric metric, String text, String part, Peer subject, double limit, Peer other) {
    return new Bar(
        subject.label() + " " + text,
        label -> label.contains(part),
        subject,
        metric,
        limit,
        Comparison.RATIO,
        Reference.only(metric, other));
  }
}
