package io.conpool.impl.dns;

import static io.conpool.impl.dns.NameRig.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.ScriptedDns;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of the resolvers' answers, and how long. */
class NameCacheTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration INSTANT = Duration.ofNanos(1);

  private static final Set<DnsException.Kind> CERTAIN =
      EnumSet.of(DnsException.Kind.NO_SUCH_NAME, DnsException.Kind.NO_DATA);

  private static void assertKept(NameRules rules, Duration timeToLive, Duration kept) {
    NameRig.run(
        rules,
        rig -> {
          rig.dns.answer(PEER, timeToLive, "10.0.0.1");
          NameAnswer.Found first = rig.ask().found();
          assertThat(first.kind()).isEqualTo(NameAnswer.Kind.FRESH);
          assertThat(first.freshUntil() - rig.sim.now()).isEqualTo(kept.toNanos());
          rig.sim.advance(kept.minus(INSTANT));
          Told again = rig.ask();
          assertThat(again.isTold()).isTrue();
          assertThat(again.found()).isEqualTo(first);
          assertThat(rig.lookups()).isEqualTo(1);
          rig.sim.advance(INSTANT);
          assertThat(rig.ask().found()).isNotEqualTo(first);
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void anAnswerIsKeptForItsTimeToLiveAndNoLonger() {
    assertKept(NameRig.rules(), MINUTE, MINUTE);
  }

  @Test
  void anAnswerIsKeptForTheShortestTimeAtLeast() {
    assertKept(NameRig.rules(), Duration.ZERO, SECOND);
  }

  @Test
  void anAnswerIsKeptForTheLongestTimeAtMost() {
    assertKept(NameRig.rules(), Duration.ofDays(2), Duration.ofMinutes(10));
  }

  @Test
  void anAnswerWithoutATimeToLiveIsKeptForThirtySeconds() {
    assertKept(NameRig.rules(), null, Duration.ofSeconds(30));
  }

  @Test
  void withoutAnyTimeNothingIsKept() {
    NameRig.run(
        NameRig.rules(Duration.ZERO, MINUTE, Duration.ZERO),
        rig -> {
          rig.dns.answer(PEER, Duration.ZERO, "10.0.0.1");
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.1");
          rig.dns.answer(PEER, Duration.ZERO, "10.0.0.2");
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.2");
        });
  }

  @Test
  void thatThereIsNoAddressIsKeptForAShortTime() {
    for (DnsException.Kind kind : CERTAIN) {
      NameRig.run(
          NameRig.rules(),
          rig -> {
            rig.dns.fail(PEER, kind);
            NameAnswer.Failed first = rig.ask().failed();
            assertThat(first.isTemporary()).isFalse();
            assertThat(first.freshUntil() - rig.sim.now()).isEqualTo(SECOND.toNanos());
            rig.dns.answer(PEER, MINUTE, "10.0.0.1");
            rig.sim.advance(SECOND.minus(INSTANT));
            Told again = rig.ask();
            assertThat(again.isTold()).isTrue();
            assertThat(again.failure()).isEqualTo(kind);
            rig.sim.advance(INSTANT);
            assertThat(rig.ask().addresses()).containsExactly("10.0.0.1");
          });
    }
  }

  @Test
  void aTemporaryFailureIsNotKept() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          Told failed = rig.ask();
          assertThat(failed.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(failed.failed().isTemporary()).isTrue();
          assertThat(failed.failed().freshUntil()).isEqualTo(rig.sim.now());
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.1");
          assertThat(rig.sim.elapsed()).isZero();
        });
  }

  @Test
  void anUnknownHostIsNoSuchName() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          NameRig.Resolving unknown =
              (hostname, family, timeoutNanos) -> {
                throw new UnknownHostException(hostname);
              };
          Told told = rig.ask(NameRig.question(unknown));
          assertThat(told.failure()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
          assertThat(told.failed().cause()).hasCauseInstanceOf(UnknownHostException.class);
          assertThat(rig.ask(NameRig.question(unknown)).isTold()).as("it is kept").isTrue();
        });
  }

  @Test
  void eachFamilyIsAskedByItself() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          Told six = rig.ask(NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV6));
          Told four = rig.ask(NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV4));
          assertThat(four.addresses()).containsExactly("10.0.0.1");
          assertThat(six.failure()).isEqualTo(DnsException.Kind.NO_DATA);
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void addressesKeepTheResolversOrderAndComeOnce() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, "10.0.0.2", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1");
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.2", "10.0.0.1", "10.0.0.3");
        });
  }

  @Test
  void anAnswerWithoutAnAddressOfTheFamilyAskedForIsNoData() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          NameRig.Resolving wrong =
              (hostname, family, timeoutNanos) -> NameRig.answer(MINUTE, "10.0.0.1");
          Told told = rig.ask(NameQuestion.addresses(wrong, PEER, AddressFamily.IPV6));
          assertThat(told.failure()).isEqualTo(DnsException.Kind.NO_DATA);
        });
  }

  @Test
  void resolversAreToldApartByIdentity() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          Rude first = new Rude("10.0.0.1");
          Rude second = new Rude("10.0.0.2");
          assertThat(rig.ask(NameRig.question(first)).addresses()).containsExactly("10.0.0.1");
          assertThat(rig.ask(NameRig.question(second)).addresses()).containsExactly("10.0.0.2");
          assertThat(rig.ask(NameRig.question(first)).addresses()).containsExactly("10.0.0.1");
        });
  }

  /** A resolver that must not be compared: that would be foreign code under a lock. */
  private static final class Rude implements NameRig.Resolving {

    private final String address;

    Rude(String address) {
      this.address = address;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws UnknownHostException {
      return NameRig.answer(MINUTE, address);
    }

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("compared");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashed");
    }
  }

  @Test
  void whatIsForgottenOfAResolverIsAskedAgain() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          DnsResolverProvider other = new ScriptedDns(rig.sim, true).answer(PEER, "10.0.0.9");
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.ask().answer();
          rig.ask(NameRig.question(other)).answer();
          rig.cache.forget(rig.dns);
          assertThat(rig.ask(NameRig.question(other)).isTold()).as("the other's is kept").isTrue();
          rig.ask().answer();
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void whoWaitsForAResolverThatLeavesIsServedButItsAnswerIsNotKept() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").delay(PEER, SECOND);
          Told waiting = rig.ask();
          rig.gone.add(rig.dns.name());
          rig.cache.forget(rig.dns);
          assertThat(waiting.addresses()).containsExactly("10.0.0.1");
          assertThat(rig.cache.describe(PEER)).isEmpty();
        });
  }

  /** A dial may have chosen it before it left, and ask it after that. */
  @Test
  void nothingIsKeptOfAResolverThatIsAskedAfterItHasLeft() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.gone.add(rig.dns.name());
          rig.cache.forget(rig.dns);
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.1");
          assertThat(rig.cache.describe(PEER)).isEmpty();
        });
  }

  @Test
  void aHostThatIsForgottenAgainAndAgainHasOneThreadInAResolverThatHangs() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.hang(PEER);
          Told told = rig.ask();
          for (int round = 1; round <= 5; round++) {
            int lookups = round;
            rig.sim.await(() -> rig.lookups() == lookups);
            rig.cache.forget(PEER);
          }
          rig.sim.await(() -> rig.platform.liveThreads().size() <= 2); // the housekeeper, and it
          assertThat(told.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(told.at()).isEqualTo(NameRig.PATIENCE);
        });
  }

  @Test
  void aForgottenHostIsToldByAQueryThatBeganLater() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").hang(PEER);
          Told before = rig.ask();
          rig.sim.await(() -> rig.lookups() == 1);
          rig.dns.answer(PEER, MINUTE, "10.0.0.2").delay(PEER, Duration.ZERO);
          rig.cache.forget(PEER);
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.2");
          assertThat(before.addresses()).as("who waited").containsExactly("10.0.0.2");
          assertThat(before.at()).isZero();
          assertThat(rig.lookups()).isEqualTo(2);
          rig.cache.forget(PEER);
          rig.ask().answer();
          assertThat(rig.lookups()).isEqualTo(3);
        });
  }

  @Test
  void thatAFamilyHasNoneIsKeptAsLongAsTheAddressesOfTheOther() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          NameQuestion six = NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV6);
          NameQuestion four = NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV4);
          rig.ask(six).answer();
          rig.ask(four).answer();
          rig.sim.advance(MINUTE.minus(SECOND));
          assertThat(rig.ask(six).failure()).isEqualTo(DnsException.Kind.NO_DATA);
          assertThat(rig.lookups()).isEqualTo(2);
          rig.sim.advance(SECOND);
          rig.ask(four).answer();
          rig.ask(six).answer();
          assertThat(rig.lookups()).isEqualTo(4);
        });
  }

  @Test
  void whatIsOverIsForgottenWhenManyNamesHaveComeTogether() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer("long.test", MINUTE, "10.0.0.1").answer("short.test", SECOND, "10.0.0.2");
          for (String host : new String[] {"long.test", "short.test"}) {
            rig.ask(NameQuestion.addresses(rig.dns, host, AddressFamily.ANY)).answer();
          }
          rig.sim.advance(SECOND);
          for (int i = 0; i < NameCache.FEW; i++) {
            rig.dns.answer("n" + i + ".test", MINUTE, "10.0.0.3");
            rig.ask(NameQuestion.addresses(rig.dns, "n" + i + ".test", AddressFamily.ANY)).answer();
          }
          assertThat(rig.cache.describe("short.test")).isEmpty();
          assertThat(rig.cache.describe("long.test")).hasSize(1);
        });
  }

  @Test
  void theDescriptionTellsWhatIsKnownHowOldItIsAndHowLongItIsKept() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          NameQuestion six = NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV6);
          NameQuestion four = NameQuestion.addresses(rig.dns, PEER, AddressFamily.IPV4);
          rig.dns.answer(PEER, MINUTE, "10.0.0.1", "10.0.0.2");
          rig.ask(four).answer();
          rig.ask(six).answer();
          rig.sim.advance(Duration.ofMillis(1_500));
          assertThat(rig.cache.describe(PEER))
              .containsExactly(
                  "IPV4: 10.0.0.1, 10.0.0.2; 1.500 s old, kept for 60.000 s",
                  "IPV6: no address; 1.500 s old, kept for 60.000 s");
          rig.sim.advance(MINUTE);
          rig.dns.hang(PEER);
          rig.ask(six);
          assertThat(rig.cache.describe(PEER))
              .containsExactly(
                  "IPV4: 10.0.0.1, 10.0.0.2; 61.500 s old, kept for 60.000 s; over",
                  "IPV6: no address; 61.500 s old, kept for 60.000 s; over; being asked");
        });
  }

  @Test
  void theDescriptionTellsWhatIsBeingAskedForTheFirstTime() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.hang(PEER);
          rig.ask();
          assertThat(rig.cache.describe(PEER)).containsExactly("ANY: not known; being asked");
        });
  }

  /** It goes to a page for people, and a resolver's text could forge a line of it. */
  @Test
  void theDescriptionHasNothingOfTheResolversText() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          NameRig.Resolving forging =
              (hostname, family, timeoutNanos) -> {
                throw new UnknownHostException("x\npool is open");
              };
          rig.ask(NameRig.question(forging)).answer();
          assertThat(rig.cache.describe(PEER))
              .containsExactly("ANY: no such name; 0.000 s old, kept for 1.000 s");
        });
  }
}
