package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void percentilesAreExactToThreeDigits() {
    Histogram times = Latency.histogram();
    for (long i = 1; i <= 10_000; i++) {
      times.recordValue(i * 1_000);
    }

    Latency latency = Latency.of(times);

    Percentage threeDigits = Percentage.withPercentage(0.1);
    assertThat(latency.p50()).isCloseTo(5_000_000, threeDigits);
    assertThat(latency.p99()).isCloseTo(9_900_000, threeDigits);
    assertThat(latency.p999()).isCloseTo(9_990_000, threeDigits);
    assertThat(latency.max()).isCloseTo(10_000_000, threeDigits);
  }

  @Test
  void anHourFits() {
    Histogram times = Latency.histogram();
    times.recordValue(3_600_000_000_000L);

    assertThat(Latency.of(times).max())
        .isCloseTo(3_600_000_000_000L, Percentage.withPercentage(0.1));
  }

  @Test
  void nothingMeasuredIsZero() {
    assertThat(Latency.of(Latency.histogram())).isEqualTo(new Latency(0, 0, 0, 0));
  }
}
