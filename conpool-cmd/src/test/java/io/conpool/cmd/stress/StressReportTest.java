package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.PoolConfig;
import io.conpool.PoolStats;
import io.conpool.cmd.stress.StressReport.Check;
import java.io.EOFException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class StressReportTest {

  private static final StressPlan PLAN =
      new StressPlan(
          "default",
          new Workload(3, 10, 5, 20, 64),
          PoolConfig.builder().maxConnectionsPerEndpoint(5).build(),
          true,
          ThreadKind.PLATFORM,
          42,
          Duration.ofSeconds(60));

  private final Scoreboard board = new Scoreboard();
  private PoolStats.Builder stats = PoolStats.builder().totalCreated(15).totalReused(135).idle(15);
  private long opened = 15;
  private Ledger.Count servers = new Ledger.Count(15, 15);
  private Map<CloseReason, Long> closed = Map.of(CloseReason.POOL_CLOSED, 15L);
  private boolean poolClosed = true;
  private String stall;

  private StressReport report() {
    return new StressReport(
        PLAN,
        250_000_000,
        board,
        new Latency(1_200, 45_000, 2_500_000, 3_000_000),
        new Latency(90_000, 450_000, 4_500_000, 5_000_000),
        new Rest(stats.build(), servers),
        opened,
        closed,
        poolClosed,
        stall);
  }

  private void echoed(int messages) {
    for (int i = 0; i < messages; i++) {
      board.echoed(0);
    }
  }

  private void assertFails(String what) {
    assertThat(report().checks())
        .filteredOn(check -> !check.good())
        .extracting(Check::what)
        .containsExactly(what);
    assertThat(report().passed()).isFalse();
  }

  @Test
  void aRunWhereEverybodyAgreesPasses() {
    echoed(150);

    assertThat(report().checks()).allMatch(Check::good);
    assertThat(report().passed()).isTrue();
    assertThat(report().throughput()).isEqualTo(600);
  }

  @Test
  void aMissingMessageFails() {
    echoed(149);

    assertFails("every message came back byte for byte");
  }

  @Test
  void anErrorFailsEvenIfAllMessagesCameBack() {
    echoed(150);
    board.failed(new EOFException());

    assertFails("every message came back byte for byte");
  }

  @Test
  void moreConnectionsThanPlacesFail() {
    echoed(150);
    opened = 16;
    stats.totalCreated(16).idle(16);
    servers = new Ledger.Count(16, 16);
    closed = Map.of(CloseReason.POOL_CLOSED, 16L);

    assertFails("no more connections than places");
  }

  @Test
  void aConnectionThatReplacesAnExpiredOneNeedsNoOtherPlace() {
    echoed(150);
    opened = 16;
    stats.totalCreated(16).totalClosed(1).idle(15);
    servers = new Ledger.Count(16, 15);
    closed = Map.of(CloseReason.MAX_USES, 1L, CloseReason.POOL_CLOSED, 15L);

    assertThat(report().passed()).isTrue();
  }

  @Test
  void aLeaseThatIsLeftFails() {
    echoed(150);
    stats.active(1);

    assertFails("nothing goes on at rest");
  }

  @Test
  void aConnectionThatOnlyTheServersKnowFails() {
    echoed(150);
    servers = new Ledger.Count(16, 16);

    assertFails("the servers count what the pool counts");
  }

  @Test
  void aConnectionThatOnlyThePoolKnowsFails() {
    echoed(150);
    servers = new Ledger.Count(15, 14);

    assertFails("the servers count what the pool counts");
  }

  @Test
  void aConnectionThatTheListenerWasNotToldOfFails() {
    echoed(150);
    closed = Map.of(CloseReason.POOL_CLOSED, 14L);

    assertFails("the listener was told of every connection");
  }

  @Test
  void aConnectionThatTheListenerWasNotToldToBeOpenFails() {
    echoed(150);
    opened = 14;

    assertFails("the listener was told of every connection");
  }

  @Test
  void aConnectionThatWasClosedForAFaultFails() {
    echoed(150);
    closed = Map.of(CloseReason.POOL_CLOSED, 14L, CloseReason.UNREAD_DATA, 1L);

    assertFails("no connection was closed for a fault");
  }

  @Test
  void aPoolThatDoesNotCloseFails() {
    echoed(150);
    closed = Map.of();
    poolClosed = false;

    assertFails("the pool closed");
  }

  @Test
  void aStallFails() {
    echoed(150);
    stall = "stress-0: somewhere";

    assertFails("the run ended in time");
    assertThat(StressPage.of(report(), Ansi.OFF))
        .contains("stress-0: somewhere")
        .doesNotContain("latency");
  }

  @Test
  void ofARunThatWasCalledOffNothingIsToldThatWouldBeSoAtRest() {
    echoed(150);
    stall = "stress-0: somewhere";
    stats.active(1);
    closed = Map.of(CloseReason.IO_FAILED, 15L);

    assertFails("the run ended in time");
  }

  @Test
  void thePageOfARunThatPassed() {
    echoed(150);

    assertThat(StressPage.of(report(), Ansi.OFF).lines())
        .containsExactly(
            "conpool stress: default",
            "3 TLS servers, 10 clients each, 5 messages per client, at most 20 at once",
            "64 bytes, 5 connections per server, platform threads, Java "
                + Runtime.version().feature()
                + ", seed 42",
            "",
            "messages      150 of 150 in 250 ms",
            "throughput    600 messages/s",
            "",
            "latency           p50       p99     p99.9       max",
            "acquire       1.20 us   45.0 us   2.50 ms   3.00 ms",
            "exchange      90.0 us    450 us   4.50 ms   5.00 ms",
            "",
            "connections   15 created (limit 15), 135 reused, 15 closed",
            "closed for    pool-closed 15",
            "servers saw   15 accepted, 15 open at rest (pool: 15 idle)",
            "errors        0",
            "wrong bytes   0",
            "",
            "passed        all 8 checks");
  }

  @Test
  void thePageOfARunThatFailedNamesEachFailureAndWhatWasFound() {
    echoed(149);
    board.failed(new EOFException("it closed"));
    servers = new Ledger.Count(16, 15);

    assertThat(StressPage.of(report(), Ansi.OFF).lines())
        .contains(
            "errors        1",
            "1 x           java.io.EOFException: it closed",
            "FAILED        every message came back byte for byte",
            "              149 of 150",
            "FAILED        the servers count what the pool counts",
            "              16 accepted, 15 open, pool created 15, idle 15")
        .doesNotContain("passed        all 8 checks");
  }
}
