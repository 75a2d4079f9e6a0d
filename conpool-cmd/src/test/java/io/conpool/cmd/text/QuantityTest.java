package io.conpool.cmd.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1.00 us",
    "12345, 12.3 us",
    "999499, 999 us",
    "999500, 1.00 ms",
    "9994000, 9.99 ms",
    "9995000, 10.0 ms",
    "99950000, 100 ms",
    "999500000, 1.00 s",
    "60000000000, 60.0 s",
    "1234000000000, '1,234 s'",
  })
  void aTimeHasThreeDigitsAndTheUnitThatFits(long nanos, String expected) {
    assertThat(Quantity.time(nanos)).isEqualTo(expected);
  }

  @Test
  void aCountHasItsThousandsApart() {
    assertThat(Quantity.count(1_234_567)).isEqualTo("1,234,567");
  }

  @Test
  void aNounIsPluralUnlessThereIsOne() {
    assertThat(Quantity.count(1, "server")).isEqualTo("1 server");
    assertThat(Quantity.count(0, "server")).isEqualTo("0 servers");
    assertThat(Quantity.count(2000, "server")).isEqualTo("2,000 servers");
  }
}
