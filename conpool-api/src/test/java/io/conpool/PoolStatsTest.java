package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolStatsTest {

  private static PoolStats.Builder full() {
    return PoolStats.builder()
        .active(1)
        .idle(2)
        .dialing(3)
        .waiting(4)
        .totalCreated(5)
        .totalReused(6)
        .totalClosed(7)
        .errors(8)
        .attemptsFailed(11)
        .timeouts(9)
        .waitTime(Duration.ofMillis(10));
  }

  static List<UnaryOperator<PoolStats.Builder>> changes() {
    return List.of(
        stats -> stats.active(99),
        stats -> stats.idle(99),
        stats -> stats.dialing(99),
        stats -> stats.waiting(99),
        stats -> stats.totalCreated(99),
        stats -> stats.totalReused(99),
        stats -> stats.totalClosed(99),
        stats -> stats.errors(99),
        stats -> stats.attemptsFailed(99),
        stats -> stats.timeouts(99),
        stats -> stats.waitTime(Duration.ofMillis(99)));
  }

  @Test
  void everyCountIsKept() {
    PoolStats stats = full().build();
    assertThat(stats.active()).isEqualTo(1);
    assertThat(stats.idle()).isEqualTo(2);
    assertThat(stats.dialing()).isEqualTo(3);
    assertThat(stats.waiting()).isEqualTo(4);
    assertThat(stats.totalCreated()).isEqualTo(5);
    assertThat(stats.totalReused()).isEqualTo(6);
    assertThat(stats.totalClosed()).isEqualTo(7);
    assertThat(stats.errors()).isEqualTo(8);
    assertThat(stats.attemptsFailed()).isEqualTo(11);
    assertThat(stats.timeouts()).isEqualTo(9);
    assertThat(stats.waitTime()).isEqualTo(Duration.ofMillis(10));
    assertThat(stats)
        .hasToString(
            "PoolStats{active=1, idle=2, dialing=3, waiting=4, totalCreated=5, totalReused=6,"
                + " totalClosed=7, errors=8, attemptsFailed=11, timeouts=9, waitTime=10ms}");
  }

  @Test
  void nothingCountedIsAllZero() {
    assertThat(PoolStats.builder().build())
        .hasToString(
            "PoolStats{active=0, idle=0, dialing=0, waiting=0, totalCreated=0, totalReused=0,"
                + " totalClosed=0, errors=0, attemptsFailed=0, timeouts=0, waitTime=0s}");
  }

  @Test
  void everyCountIsAdded() {
    PoolStats twice =
        PoolStats.builder()
            .active(2)
            .idle(4)
            .dialing(6)
            .waiting(8)
            .totalCreated(10)
            .totalReused(12)
            .totalClosed(14)
            .errors(16)
            .attemptsFailed(22)
            .timeouts(18)
            .waitTime(Duration.ofMillis(20))
            .build();
    assertThat(full().build().plus(full().build())).isEqualTo(twice);
    assertThat(full().build().plus(PoolStats.builder().build())).isEqualTo(full().build());
  }

  @Test
  void equalCountsAreEqual() {
    assertThat(full().build())
        .isEqualTo(full().build())
        .hasSameHashCodeAs(full().build())
        .isNotEqualTo(null);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anyOtherCountMakesADifference(UnaryOperator<PoolStats.Builder> change) {
    assertThat(change.apply(full()).build()).isNotEqualTo(full().build());
  }

  @Test
  void statsDoNotChangeWithTheirBuilder() {
    PoolStats.Builder builder = full();
    PoolStats stats = builder.build();
    builder.active(100);
    assertThat(stats.active()).isEqualTo(1);
  }
}
