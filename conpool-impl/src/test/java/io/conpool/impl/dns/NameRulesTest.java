package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NameRulesTest {

  private final NameRules rules =
      NameRig.rules(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ZERO);

  private Duration kept(Duration timeToLive) {
    return Duration.ofNanos(rules.keep(timeToLive));
  }

  @Test
  void anAddressIsKeptForItsTimeToLiveWithinTheBounds() {
    assertThat(kept(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    assertThat(kept(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    assertThat(kept(Duration.ofMillis(999))).isEqualTo(Duration.ofSeconds(1));
    assertThat(kept(Duration.ofDays(7))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aTimeToLiveTooLongForNanosecondsIsOnlyLong() {
    assertThat(kept(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void withoutATimeToLiveItIsThirtySecondsWithinTheBounds() {
    assertThat(kept(null)).isEqualTo(Duration.ofSeconds(30));
    NameRules shorter = NameRig.rules(Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO);
    assertThat(Duration.ofNanos(shorter.keep(null))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void thatThereIsNoAddressIsKeptAsTheResolverSaysButNoLongerThanTheRulesDo() {
    assertThat(Duration.ofNanos(rules.keepNone(null))).isEqualTo(Duration.ofSeconds(1));
    assertThat(rules.keepNone(Duration.ZERO)).isZero();
    assertThat(Duration.ofNanos(rules.keepNone(Duration.ofMillis(999)))).hasMillis(999);
    assertThat(Duration.ofNanos(rules.keepNone(Duration.ofSeconds(Long.MAX_VALUE))))
        .isEqualTo(Duration.ofSeconds(1));
  }
}
