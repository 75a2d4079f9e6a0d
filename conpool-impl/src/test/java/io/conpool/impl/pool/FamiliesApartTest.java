package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.spi.AddressFamily;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A resolver that is asked for each family by itself. */
class FamiliesApartTest {

  private static final String NAME = "echo.test";
  private static final String SIX = "2001:db8::1";
  private static final Duration TTL = Duration.ofSeconds(10);

  private static void run(SimulatedPool.Body body) {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.dns.apart();
          s.echo(SIX, 7);
          body.run(s);
        });
  }

  @Test
  void theBetterFamilyIsTriedFirstThoughBothAnswer() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1", SIX);
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.remoteAddress()).hasToString("/[2001:db8:0:0:0:0:0:1]:7");
            connection.release();
          }
          assertThat(s.sim.elapsed()).isZero();
        });
  }

  @Test
  void anAddressThatIsSetAsideIsNotTriedFirstThoughItsFamilyIsAskedByItself() {
    run(
        s -> {
          s.dns.answer(NAME, Duration.ofHours(1), "10.0.0.1", SIX);
          s.net.at(SIX, 7).blackHole();
          for (int dial = 0; dial < 5; dial++) {
            s.pool.acquire(ECHO).close();
          }
          Duration before = s.sim.elapsed();
          assertThat(before).isEqualTo(Duration.ofMillis(5 * 250));
          s.pool.acquire(ECHO).close();
          assertThat(s.sim.elapsed()).isEqualTo(before);
          s.echo(SIX, 7);
          s.sim.advance(Duration.ofSeconds(31));
          s.pool.acquire(ECHO).close();
          s.sim.await(() -> s.events.all.contains("restored /[2001:db8:0:0:0:0:0:1]:7"));
          assertThat(s.pool.stats(ECHO).attemptsFailed()).as("given up is not failed").isZero();
        });
  }

  @Test
  void aSilentAnswerForOneFamilyCostsTheResolutionDelay() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1").silent(NAME, AddressFamily.IPV6);
          s.use(ECHO, "a");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(50));
        });
  }

  @Test
  void aNameOfOneFamilyIsAskedForTheOtherNoMoreOften() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1");
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(TTL.multipliedBy(10).plusMillis(1));
          assertThat(s.dns.lookups(NAME)).isLessThanOrEqualTo(22);
          assertThat(s.platform.pendingTimers()).isLessThanOrEqualTo(5);
          held.release();
        });
  }

  @Test
  void aFamilyThatIsWithdrawnIsFollowed() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1", SIX);
          s.use(ECHO, "a");
          s.dns.answer(NAME, TTL, "10.0.0.1");
          s.sim.advance(TTL);
          s.sim.await(() -> s.events.closed.size() == 1);
          assertThat(s.events.closed).containsExactly(CloseReason.ADDRESS_LEFT);
          s.use(ECHO, "b");
        });
  }

  @Test
  void aFamilyThatIsSilentForGoodIsAskedForWithPauses() {
    Duration minute = Duration.ofMinutes(1);
    run(
        s -> {
          s.dns.answer(NAME, minute, "10.0.0.1").silent(NAME, AddressFamily.IPV6);
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(minute.multipliedBy(10).plusMillis(1));
          // The other 11 times, this one for 10 seconds and after 5 more again.
          assertThat(s.dns.lookups(NAME)).isLessThanOrEqualTo(11 + 41);
          assertThat(s.platform.pendingTimers()).isLessThanOrEqualTo(5);
          assertThat(s.events.closed).isEmpty();
          held.release();
        });
  }

  @Test
  void aFamilyThatAppearsLaterIsFollowedWhileThereAreConnections() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1");
          Connection held = s.pool.acquire(ECHO);
          assertThat(held.remoteAddress()).hasToString("/10.0.0.1:7");
          s.dns.answer(NAME, TTL, "10.0.0.1", SIX);
          s.sim.advance(TTL.plusMillis(1));
          assertThat(s.dns.lookups(NAME)).isEqualTo(4);
          s.sim.await(
              () ->
                  s.events.all.contains(
                      "addresses of echo.test:7: [/10.0.0.1:7, /[2001:db8:0:0:0:0:0:1]:7]"));
          try (Connection next = s.pool.acquire(ECHO)) {
            assertThat(next.remoteAddress()).hasToString("/[2001:db8:0:0:0:0:0:1]:7");
            next.release();
          }
          assertThat(s.dns.lookups(NAME)).as("known already").isEqualTo(4);
          held.release();
          assertThat(s.events.closed).isEmpty();
        });
  }

  @Test
  void aFamilyThatAppearsLaterIsFoundByTheNextDial() {
    run(
        s -> {
          s.dns.answer(NAME, TTL, "10.0.0.1");
          s.pool.acquire(ECHO).close();
          s.dns.answer(NAME, TTL, "10.0.0.1", SIX);
          s.sim.advance(TTL);
          try (Connection next = s.pool.acquire(ECHO)) {
            assertThat(next.remoteAddress()).hasToString("/[2001:db8:0:0:0:0:0:1]:7");
            next.release();
          }
        });
  }
}
