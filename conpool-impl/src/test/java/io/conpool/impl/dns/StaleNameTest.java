package io.conpool.impl.dns;

import static io.conpool.impl.dns.NameRig.PATIENCE;
import static io.conpool.impl.dns.NameRig.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.DnsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Old answers, for a resolver that is down. */
class StaleNameTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration INSTANT = Duration.ofNanos(1);

  /** After a failure old answers are told at once for so long. */
  private static final Duration REST = Duration.ofSeconds(5);

  /** So long an answer is waited for while there is an old one. */
  private static final Duration QUICK = Duration.ofMillis(1_800);

  private static NameRules staleFor(Duration stale) {
    return NameRig.rules(SECOND, Duration.ofMinutes(10), stale);
  }

  /** An answer whose time has just come. */
  private static NameAnswer.Found old(NameRig rig) {
    rig.dns.answer(PEER, MINUTE, "10.0.0.1");
    NameAnswer.Found found = rig.ask().found();
    rig.sim.advance(MINUTE);
    return found;
  }

  private static void assertStale(Told told) {
    assertThat(told.addresses()).containsExactly("10.0.0.1");
    assertThat(told.found().kind()).isEqualTo(NameAnswer.Kind.STALE);
  }

  @Test
  void noOldAnswerIsUsedUnlessTheRulesSaySo() {
    NameRig.run(
        staleFor(Duration.ZERO),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          rig.dns.hang(PEER);
          Told waiting = rig.ask();
          assertThat(waiting.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(waiting.at()).isEqualTo(MINUTE.plus(PATIENCE));
        });
  }

  @Test
  void whileTheResolverFailsItsLastAnswerIsUsedForABoundedTime() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          NameAnswer.Found old = old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          Told told = rig.ask();
          assertStale(told);
          assertThat(told.found().freshUntil()).isEqualTo(old.freshUntil());
          rig.sim.advance(MINUTE.minus(INSTANT));
          assertStale(rig.ask());
          rig.sim.advance(INSTANT);
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
        });
  }

  @Test
  void aResolverThatThrowsWhateverFailsToo() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          int[] calls = {0};
          NameRig.Resolving breaking =
              (hostname, family, timeoutNanos) -> {
                if (calls[0]++ == 0) {
                  return NameRig.answer(MINUTE, "10.0.0.1");
                }
                throw new IllegalStateException("bug");
              };
          rig.ask(NameRig.question(breaking)).answer();
          rig.sim.advance(MINUTE);
          assertStale(rig.ask(NameRig.question(breaking)));
        });
  }

  @Test
  void afterAFailureTheResolverIsLeftAloneForAWhile() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertStale(rig.ask());
          assertThat(rig.lookups()).isEqualTo(2);
          rig.sim.advance(REST.minus(INSTANT));
          Told resting = rig.ask();
          assertThat(resting.isTold()).isTrue();
          assertStale(resting);
          assertThat(rig.lookups()).isEqualTo(2);
          rig.sim.advance(INSTANT);
          assertStale(rig.ask());
          assertThat(rig.lookups()).isEqualTo(3);
        });
  }

  @Test
  void aResolverThatDoesNotAnswerIsNotWaitedForLong() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.hang(PEER);
          Told first = rig.ask();
          Told second = rig.ask();
          assertStale(first);
          assertStale(second);
          assertThat(first.at()).isEqualTo(MINUTE.plus(QUICK));
          assertThat(second.at()).isEqualTo(MINUTE.plus(QUICK));
          rig.sim.advance(SECOND);
          Told third = rig.ask();
          assertThat(third.isTold()).isTrue();
          assertStale(third);
          assertThat(rig.lookups()).isEqualTo(2);
          rig.sim.await(() -> !rig.isResolving());
          assertThat(rig.sim.elapsed()).isEqualTo(MINUTE.plus(PATIENCE));
        });
  }

  @Test
  void aLateAnswerCountsAlthoughOldOnesWereTold() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.answer(PEER, MINUTE, "10.0.0.2").delay(PEER, SECOND.multipliedBy(3));
          assertStale(rig.ask());
          rig.sim.await(() -> !rig.isResolving());
          Told told = rig.ask();
          assertThat(told.isTold()).isTrue();
          assertThat(told.addresses()).containsExactly("10.0.0.2");
          assertThat(told.found().kind()).isEqualTo(NameAnswer.Kind.FRESH);
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void whoAsksDuringASlowRefreshIsToldTheOldAnswerAtOnce() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.hang(PEER);
          Told refreshed = rig.refresh();
          rig.sim.advance(REST);
          Told told = rig.ask();
          assertThat(told.isTold()).isTrue();
          assertStale(told);
          assertThat(refreshed.isTold()).isFalse();
        });
  }

  @Test
  void aRefreshIsNeverToldAnOldAnswer() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertThat(rig.refresh().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          rig.dns.hang(PEER);
          Told refreshed = rig.refresh();
          Told asked = rig.ask();
          assertStale(asked);
          assertThat(refreshed.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(refreshed.at()).isEqualTo(MINUTE.plus(PATIENCE));
        });
  }

  @Test
  void onceTheResolverAnswersAgainItsAnswerIsTold() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertStale(rig.ask());
          rig.dns.answer(PEER, MINUTE, "10.0.0.2");
          assertThat(rig.refresh().addresses()).containsExactly("10.0.0.2");
          Told told = rig.ask();
          assertThat(told.isTold()).isTrue();
          assertThat(told.found().kind()).isEqualTo(NameAnswer.Kind.FRESH);
          assertThat(rig.cache.describe(PEER))
              .containsExactly("ANY: 10.0.0.2; 0.000 s old, kept for 60.000 s");
        });
  }

  @Test
  void thatThereIsNoAddressEndsTheOldAnswer() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.NO_SUCH_NAME);
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
          rig.sim.advance(SECOND);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
        });
  }

  @Test
  void theDescriptionTellsThatAnAnswerIsStaleAndWhy() {
    NameRig.run(
        staleFor(MINUTE),
        rig -> {
          old(rig);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertStale(rig.ask());
          rig.sim.advance(SECOND);
          assertThat(rig.cache.describe(PEER))
              .containsExactly(
                  "ANY: 10.0.0.1; 61.000 s old, kept for 60.000 s; stale;"
                      + " the resolver fails: temporary failure");
          rig.sim.advance(MINUTE);
          assertThat(rig.cache.describe(PEER))
              .containsExactly(
                  "ANY: 10.0.0.1; 121.000 s old, kept for 60.000 s; over;"
                      + " the resolver fails: temporary failure");
        });
  }
}
