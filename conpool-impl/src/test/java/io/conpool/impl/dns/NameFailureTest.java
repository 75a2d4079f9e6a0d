package io.conpool.impl.dns;

import static io.conpool.impl.dns.NameRig.PATIENCE;
import static io.conpool.impl.dns.NameRig.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Whatever breaks while a name is asked for, everybody is told. */
class NameFailureTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void whateverTheResolverThrowsEverybodyIsToldAndItIsNotKept() {
    List<Throwable> thrown =
        List.of(new IllegalStateException("bug"), new NoClassDefFoundError("gone"));
    for (Throwable each : thrown) {
      NameRig.run(
          NameRig.rules(),
          rig -> {
            int[] calls = {0};
            NameRig.Resolving thrower =
                (hostname, family, timeoutNanos) -> {
                  calls[0]++;
                  rig.sim.advance(SECOND);
                  if (each instanceof Error error) {
                    throw error;
                  }
                  throw (RuntimeException) each;
                };
            NameQuestion question = NameRig.question(thrower);
            Told first = rig.ask(question);
            Told second = rig.ask(question);
            assertThat(first.failed().cause()).isSameAs(each);
            assertThat(second.failed().cause()).isSameAs(each);
            assertThat(first.failed().isTemporary()).as("a bug does not pass").isFalse();
            assertThat(rig.ask(question).failed().cause()).isSameAs(each);
            assertThat(calls[0]).isEqualTo(2);
          });
    }
  }

  @Test
  void aResolverThatReturnsNothingHasFailed() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          NameRig.Resolving resolver = (hostname, family, timeoutNanos) -> null;
          assertThat(rig.ask(NameRig.question(resolver)).failed().cause())
              .isInstanceOf(NullPointerException.class);
        });
  }

  @Test
  void whereNoThreadCanBeHadAllWhoHaveJoinedAreTold() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          List<Told> joined = new ArrayList<>();
          List<NameCache> made = new ArrayList<>();
          Throwable[] refusals = {
            new RejectedExecutionException("closed"), new OutOfMemoryError("no native thread")
          };
          for (Throwable refusal : refusals) {
            Platform refusing =
                rig.starting(
                    task -> {
                      joined.add(
                          rig.ask(made.get(made.size() - 1), NameRig.question(rig.dns), PATIENCE));
                      if (refusal instanceof Error error) {
                        throw error;
                      }
                      throw (RuntimeException) refusal;
                    });
            made.add(rig.cacheOn(refusing));
            NameCache cache = made.get(made.size() - 1);
            joined.add(rig.ask(cache, NameRig.question(rig.dns), PATIENCE));
            assertThat(cache.describe(PEER)).isEmpty();
          }
          assertThat(joined).hasSize(4);
          joined.forEach(
              told -> {
                assertThat(told.isTold()).isTrue();
                assertThat(told.failure()).isEqualTo(DnsException.Kind.TEMPORARY);
              });
          assertThat(joined.get(0).failed().cause()).hasCause(refusals[0]);
          assertThat(joined.get(2).failed().cause()).hasCause(refusals[1]);
        });
  }

  @Test
  void onAClosedPlatformTheAnswerIsThatNobodyCanAsk() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.platform.shutdown(rig.platform.now());
          Told told = rig.ask();
          assertThat(told.isTold()).isTrue();
          assertThat(told.failed().cause()).hasCauseInstanceOf(RejectedExecutionException.class);
          assertThat(rig.lookups()).isZero();
        });
  }

  @Test
  void withoutATimerNothingIsAsked() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.platform.refuseTimers();
          assertThat(rig.ask().failure()).isEqualTo(DnsException.Kind.TEMPORARY);
          assertThat(rig.lookups()).isZero();
          assertThat(rig.isResolving()).isFalse();
        });
  }

  @Test
  void anAskerThatThrowsDoesNotKeepOthersFromBeingTold() {
    NameRig.run(
        NameRig.rules(),
        rig -> {
          rig.dns.answer(PEER, MINUTE, "10.0.0.1").delay(PEER, SECOND);
          List<Throwable> thrown = new ArrayList<>();
          NameCache cache =
              rig.cacheOn(rig.starting(task -> rig.platform.start(noting(task, thrown))));
          NameQuestion question = NameRig.question(rig.dns);
          Told before = rig.ask(cache, question, PATIENCE);
          cache.ask(
              question,
              PATIENCE.toNanos(),
              answer -> {
                throw new IllegalStateException("asker");
              });
          Told after = rig.ask(cache, question, PATIENCE);
          assertThat(before.addresses()).isEqualTo(after.addresses());
          rig.sim.await(() -> !rig.isResolving());
          assertThat(thrown).hasSize(1);
          assertThat(thrown.get(0)).hasMessage("asker");
        });
  }

  private static Platform.Task noting(Platform.Task task, List<Throwable> thrown) {
    return new Platform.Task(
        task.name(),
        task.platformThread(),
        task.urgency(),
        () -> {
          try {
            task.body().run();
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
        });
  }
}
