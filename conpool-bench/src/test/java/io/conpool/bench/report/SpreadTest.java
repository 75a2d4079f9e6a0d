package io.conpool.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void theMiddleValueIsTheMedian() {
    assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 9.0))).isEqualTo(new Spread(3.5, 1, 9));
  }

  @Test
  void threeDigitsAreShown() {
    assertThat(new Spread(12.345, 0.012345, 1234.5)).hasToString("12.3 (0.0123..1235)");
  }
}
