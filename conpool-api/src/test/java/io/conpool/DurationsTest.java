package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "1h, PT1H",
    "0, PT0S",
    "0ms, PT0S",
    "000, PT0S",
    "2, PT2S",
    "1.5, PT1.5S",
    "0.25ms, PT0.00025S",
    "1.5h, PT1H30M",
    "0.000000001, PT0.000000001S",
    "007s, PT7S",
  })
  void aDurationIsANumberWithAUnitOrSeconds(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @Test
  void aFractionOfANanosecondIsNotZero() {
    assertThat(Durations.parse("0.000000000000000001ms")).isEqualTo(Duration.ofNanos(1));
    assertThat(Durations.parse("0.0000000011s")).isEqualTo(Duration.ofNanos(2));
  }

  @Test
  void whatIsLongerThanTheLongestIsTheLongest() {
    assertThat(Durations.parse("876000h")).isEqualTo(Durations.MAX);
    assertThat(Durations.parse("876001h")).isEqualTo(Durations.MAX);
    assertThat(Durations.parse("999999999999999999h")).isEqualTo(Durations.MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "-1s",
        "+1",
        "1 s",
        "s",
        "ms",
        ".5",
        "5.",
        "1e3",
        "1,5",
        "1d",
        "1S",
        "1MS",
        "1min",
        "PT1S",
        "none",
        "0x10",
        "NaN",
        "1s2",
        "1h30m",
        "１s",
        "9999999999999999999",
        "1..2",
        "1s\n",
      })
  void anythingElseIsNone(String text) {
    assertThat(Durations.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT1H, 1h",
    "PT90M, 90m",
    "PT1M, 1m",
    "PT61S, 61s",
    "PT0.5S, 500ms",
    "PT1.5S, 1500ms",
    "PT0.0001S, 0.1ms",
    "PT0.000000001S, 0.000001ms",
    "PT876000H, 876000h",
  })
  void aDurationIsWrittenAsItIsRead(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @Test
  void aMeasuredDurationIsWrittenToTheMillisecond() {
    assertThat(Durations.rounded(Duration.ofNanos(30_000_123_456L))).isEqualTo("30s");
    assertThat(Durations.rounded(Duration.ofNanos(1_234_567_890L))).isEqualTo("1234ms");
    assertThat(Durations.rounded(Duration.ofNanos(1_500))).isEqualTo("0.0015ms");
    assertThat(Durations.rounded(Duration.ofSeconds(Long.MAX_VALUE))).startsWith("PT");
    assertThat(Durations.rounded(Duration.ofSeconds(-1))).isEqualTo("PT-1S");
  }
}
