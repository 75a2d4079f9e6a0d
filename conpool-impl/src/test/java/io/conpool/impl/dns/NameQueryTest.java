package io.conpool.impl.dns;

import static io.conpool.impl.dns.NameRig.PATIENCE;
import static io.conpool.impl.dns.NameRig.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.DnsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a question gets to its resolver, who is told, and when it is given up. */
class NameQueryTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HURRY = Duration.ofMillis(50);

  @Test
  void howeverManyAskTheResolverIsAskedOnce() {
    NameRig.run(
        NameRig.rules(),
        100,
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          if (rig.sim.random(2) == 0) {
            rig.dns.delay(PEER, Duration.ofMillis(rig.sim.random(20)));
          }
          List<Told> told = new ArrayList<>();
          List<Thread> threads = new ArrayList<>();
          for (int number = 0; number < 20; number++) {
            threads.add(
                rig.sim.spawn(
                    "asker-" + number,
                    () -> {
                      rig.sim.advance(Duration.ofMillis(rig.sim.random(30)));
                      told.add(rig.ask());
                    }));
          }
          threads.forEach(rig.sim::join);
          assertThat(told).hasSize(20);
          told.forEach(each -> assertThat(each.addresses()).containsExactly("10.0.0.1"));
          assertThat(rig.lookups()).isEqualTo(1);
        });
  }

  @Test
  void aKnownAnswerIsToldOnTheAskersThread() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.ask().answer();
          Thread[] told = {null};
          rig.cache.ask(NameRig.question(rig.dns), 1, answer -> told[0] = Thread.currentThread());
          assertThat(told[0]).isSameAs(Thread.currentThread());
        });
  }

  @Test
  void aRefreshAsksOnceTheAnswerIsOver() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.ask().answer();
          rig.sim.advance(MINUTE.minusNanos(1));
          rig.dns.answer(PEER, MINUTE, "10.0.0.2");
          Told early = rig.refresh();
          assertThat(early.isTold()).isTrue();
          assertThat(early.addresses()).containsExactly("10.0.0.1");
          assertThat(rig.lookups()).isEqualTo(1);
          rig.sim.advance(Duration.ofNanos(1));
          Told refreshed = rig.refresh();
          assertThat(refreshed.addresses()).containsExactly("10.0.0.2");
          assertThat(refreshed.found().kind()).isEqualTo(NameAnswer.Kind.FRESH);
          assertThat(refreshed.found().freshUntil() - rig.sim.now()).isEqualTo(MINUTE.toNanos());
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.2");
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void refreshesJoinTheQueryThatIsUnderWay() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").delay(PEER, SECOND);
          Told asked = rig.ask();
          Told refreshed = rig.refresh();
          assertThat(asked.addresses()).isEqualTo(refreshed.addresses());
          assertThat(rig.lookups()).isEqualTo(1);
        });
  }

  @Test
  void aRefreshThatFailsSaysSoAndLosesNothing() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.ask().found();
          rig.sim.advance(MINUTE);
          rig.dns.fail(PEER, DnsException.Kind.TEMPORARY);
          assertThat(rig.refresh().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(rig.cache.describe(PEER))
              .singleElement()
              .asString()
              .startsWith("ANY: 10.0.0.1; ")
              .endsWith("; over; the resolver fails: temporary failure");
        });
  }

  @Test
  void aRefreshThatFindsNothingCounts() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1");
          rig.ask().answer();
          rig.sim.advance(MINUTE);
          rig.dns.fail(PEER, DnsException.Kind.NO_SUCH_NAME);
          assertThat(rig.refresh().failure()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
        });
  }

  @Test
  void aResolverThatNeverAnswersIsInterruptedAndTheNextQuestionIsANewOne() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").hang(PEER);
          Told first = rig.ask();
          assertThat(first.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(first.at()).isEqualTo(PATIENCE);
          rig.sim.await(() -> !rig.isResolving());
          assertThat(rig.sim.elapsed()).isEqualTo(PATIENCE);
          rig.dns.delay(PEER, Duration.ZERO);
          assertThat(rig.ask().addresses()).containsExactly("10.0.0.1");
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  @Test
  void whoIsInAHurryDoesNotEndTheQueryOfOthers() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").delay(PEER, Duration.ofSeconds(3));
          Told hurried = rig.ask(HURRY);
          Told patient = rig.ask();
          assertThat(patient.addresses()).containsExactly("10.0.0.1");
          assertThat(patient.at()).isEqualTo(Duration.ofSeconds(3));
          assertThat(hurried.addresses()).as("who still listens").containsExactly("10.0.0.1");
          assertThat(rig.lookups()).isEqualTo(1);
        });
  }

  @Test
  void aQueryLastsAsLongAsWhoBeganItWouldWait() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").delay(PEER, Duration.ofSeconds(30));
          assertThat(rig.ask(MINUTE).at()).isEqualTo(Duration.ofSeconds(30));
          assertThat(rig.lookups()).isEqualTo(1);
        });
  }

  @Test
  void whoJoinedADeadQueryLateAsksAgainWhenItEnds() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").hang(PEER);
          Told first = rig.ask();
          rig.sim.advance(PATIENCE.minus(HURRY));
          rig.dns.delay(PEER, Duration.ZERO);
          Told late = rig.ask();
          Told hurried = rig.ask(HURRY);
          assertThat(late.addresses()).containsExactly("10.0.0.1");
          assertThat(late.at()).isEqualTo(PATIENCE);
          assertThat(first.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(hurried.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(rig.lookups()).isEqualTo(2);
        });
  }

  /** Else a resolver that has lost one question would never get another under load. */
  @Test
  void newcomersDoNotKeepADeadQueryAlive() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.hang(PEER);
          for (int second = 0; second < 35; second++) {
            rig.ask();
            rig.sim.advance(SECOND);
          }
          assertThat(rig.lookups()).isEqualTo(4);
        });
  }

  @Test
  void theResolverIsToldHowLongTheQueryLasts() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          List<Long> told = new ArrayList<>();
          NameRig.Resolving resolver =
              (hostname, family, timeoutNanos) -> {
                told.add(timeoutNanos);
                throw new DnsException(DnsException.Kind.TEMPORARY, "scripted", null);
              };
          rig.ask(rig.cache, NameRig.question(resolver), HURRY).answer();
          rig.ask(rig.cache, NameRig.question(resolver), MINUTE).answer();
          assertThat(told).containsExactly(PATIENCE.toNanos(), MINUTE.toNanos());
        });
  }

  @Test
  void theLateAnswerOfAQueryThatWasGivenUpIsIgnored() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          int[] calls = {0};
          NameRig.Resolving deaf =
              (hostname, family, timeoutNanos) -> {
                if (calls[0]++ == 0) {
                  rig.sim.advance(PATIENCE.plus(SECOND)); // whoever interrupts
                  return NameRig.answer(MINUTE, "10.0.0.1");
                }
                return NameRig.answer(MINUTE, "10.0.0.2");
              };
          NameQuestion question = NameRig.question(deaf);
          assertThat(rig.ask(question).failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(rig.ask(question).addresses()).containsExactly("10.0.0.2");
          rig.sim.await(() -> !rig.isResolving());
          assertThat(rig.sim.elapsed()).isEqualTo(PATIENCE.plus(SECOND));
          assertThat(rig.ask(question).addresses()).containsExactly("10.0.0.2");
          assertThat(calls[0]).isEqualTo(2);
        });
  }

  /** Otherwise it would end whatever a pooled thread does next. */
  @Test
  void theInterruptOfAQueryThatEndsAsItIsGivenUpDoesNotOutliveIt() {
    AtomicInteger givenUp = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    NameRig.run(
        NameRig.rules(Duration.ZERO, MINUTE, Duration.ZERO),
        rig -> {
          rig.dns.answer(PEER, Duration.ZERO, "10.0.0.1").delay(PEER, PATIENCE);
          List<Boolean> flags = new ArrayList<>();
          Runnable next =
              () -> {
                rig.sim.advance(SECOND);
                flags.add(Thread.interrupted());
              };
          NameCache cache =
              rig.cacheOn(rig.starting(task -> rig.platform.start(NameRig.followed(task, next))));
          for (int round = 0; round < 20; round++) {
            Told told = rig.ask(cache, NameRig.question(rig.dns), PATIENCE);
            boolean found = told.answer() instanceof NameAnswer.Found;
            (found ? answered : givenUp).incrementAndGet();
            rig.sim.await(() -> !rig.isResolving());
          }
          assertThat(flags).hasSize(20).containsOnly(false);
        });
    assertThat(answered).hasPositiveValue();
    assertThat(givenUp).hasPositiveValue();
  }
}
