package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

// Long because each reason to end an idle connection has its rule and its races with callers.

/** How connections grow old: idle time, lifetime, uses, and jumps of the clock. */
class ExpiryTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration NANO = Duration.ofNanos(1);

  /** How late a round of housekeeping may be. */
  private static final Duration TICK = Duration.ofMillis(10);

  @Test
  void aConnectionIsReusedUpToItsIdleTimeExclusive() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(10).minus(NANO));
          s.use(ECHO, "b");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
          s.sim.advance(Duration.ofSeconds(10));
          s.use(ECHO, "c");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(2);
          s.sim.await(() -> !s.events.closed.isEmpty());
          assertThat(s.events.closed).containsExactly(CloseReason.IDLE_TIMEOUT);
        });
  }

  @Test
  void anIdleConnectionIsClosedWithinATickOfItsOwnDeadline() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)),
        s -> {
          Connection first = s.pool.acquire(ECHO);
          Connection second = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofMillis(1234));
          first.release();
          s.sim.advance(Duration.ofMillis(4321));
          second.release();
          s.sim.advance(Duration.ofSeconds(20));
          assertThat(s.events.closed)
              .containsExactly(CloseReason.IDLE_TIMEOUT, CloseReason.IDLE_TIMEOUT);
          assertThat(s.events.closedAt.get(0)).isBetween(ms(11_234), ms(11_234).plus(TICK));
          assertThat(s.events.closedAt.get(1)).isBetween(ms(15_555), ms(15_555).plus(TICK));
        });
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void withoutAnIdleTimeAConnectionStaysIdle() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ZERO).maxConnectionLifetime(Duration.ZERO),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofMinutes(50));
          s.use(ECHO, "b");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
        });
  }

  @Test
  void anIdleConnectionIsClosedAtTheEndOfItsLifetime() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(Duration.ofSeconds(100)).maxIdleTime(Duration.ZERO),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(90).minus(NANO));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          s.sim.advance(Duration.ofSeconds(10).plus(TICK));
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.events.closed).containsExactly(CloseReason.LIFETIME);
        });
  }

  @Test
  void aConnectionThatIsNeverIdleEndsWithItsLifetimeOnReturn() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(Duration.ofSeconds(10)),
        s -> {
          Duration oldest = Duration.ZERO;
          for (int round = 0; round < 40; round++) {
            try (Connection connection = s.pool.acquire(ECHO)) {
              SimulatedPool.exchange(connection, "a");
              s.sim.advance(SECOND);
              if (connection.age().compareTo(oldest) > 0) {
                oldest = connection.age();
              }
              connection.release();
            }
          }
          assertThat(oldest).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
          assertThat(s.pool.stats(ECHO).totalCreated()).isBetween(4L, 5L);
          assertThat(s.events.closed).containsOnly(CloseReason.LIFETIME);
        });
  }

  @Test
  void aLeaseThatOutlivesTheLifetimeGoesOnUndisturbed() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(SECOND),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            s.sim.advance(Duration.ofSeconds(30));
            SimulatedPool.exchange(connection, "still mine");
            connection.release();
          }
          assertThat(s.events.closed).containsExactly(CloseReason.LIFETIME);
          assertThat(s.events.closedAt).containsExactly(Duration.ofSeconds(30));
        });
  }

  @Test
  void aConnectionTooOldIsNotLeasedThoughNoSweepHasComeYet() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(SECOND),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(SECOND); // the sweep is due now, and races the acquire
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.isReused()).isFalse();
            assertThat(connection.age()).isZero();
            connection.release();
          }
        });
  }

  @Test
  void withoutALifetimeAConnectionInUseLastsForEver() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(Duration.ZERO),
        s -> {
          for (int round = 0; round < 50; round++) {
            s.use(ECHO, "a");
            s.sim.advance(Duration.ofSeconds(55));
          }
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
        });
  }

  @Test
  void lifetimesSpreadOverTheirLastTenth() {
    SimulatedPool.run(
        7,
        config ->
            config
                .maxConnectionsPerEndpoint(200)
                .maxConnectionLifetime(Duration.ofSeconds(100))
                .maxIdleTime(Duration.ZERO),
        s -> {
          s.pool.warmUp(ECHO, 200);
          s.sim.await(() -> s.pool.stats(ECHO).idle() == 200);
          s.sim.advance(Duration.ofSeconds(101));
          assertThat(s.events.closedAt).hasSize(200);
          assertThat(s.events.closedAt)
              .allSatisfy(
                  at ->
                      assertThat(at)
                          .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100).plus(TICK)));
          for (int second = 90; second < 100; second++) {
            Duration from = Duration.ofSeconds(second);
            Duration to = Duration.ofSeconds(second + 1);
            assertThat(s.events.closedAt)
                .anySatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(from).isLessThan(to));
          }
        });
  }

  @Test
  void aConnectionIsUsedExactlyAsOftenAsAllowed() {
    SimulatedPool.run(
        config -> config.maxConnectionUses(3),
        s -> {
          List<Long> uses = new ArrayList<>();
          for (int round = 0; round < 7; round++) {
            try (Connection connection = s.pool.acquire(ECHO)) {
              uses.add(connection.useCount());
              SimulatedPool.exchange(connection, "a");
              connection.release();
            }
          }
          assertThat(uses).containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L);
          assertThat(s.events.closed).containsExactly(CloseReason.MAX_USES, CloseReason.MAX_USES);
        });
  }

  @Test
  void zeroUsesAreWithoutLimit() {
    SimulatedPool.run(
        1,
        config -> config.maxConnectionUses(0),
        s -> {
          for (int round = 0; round < 300; round++) {
            s.use(ECHO, "a");
          }
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).totalReused()).isEqualTo(299);
        });
  }

  @Test
  void theMostRecentlyReturnedConnectionIsReusedFirst() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          List<Connection> held =
              List.of(s.pool.acquire(ECHO), s.pool.acquire(ECHO), s.pool.acquire(ECHO));
          List<SocketAddress> returned = new ArrayList<>();
          for (int index : new int[] {1, 2, 0}) {
            returned.add(0, local(held.get(index)));
            held.get(index).release();
          }
          List<SocketAddress> leased = new ArrayList<>();
          List<Connection> again = new ArrayList<>();
          for (int round = 0; round < 3; round++) {
            Connection connection = s.pool.acquire(ECHO);
            again.add(connection);
            leased.add(local(connection));
          }
          again.forEach(Connection::release);
          assertThat(leased).isEqualTo(returned);
        });
  }

  private static SocketAddress local(Connection connection) {
    return connection.localAddress().orElseThrow();
  }

  @Test
  void aSweepKeepsTheOrderOfThoseThatStay() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)),
        s -> {
          List<Connection> held = new ArrayList<>();
          for (int index = 0; index < 4; index++) {
            held.add(s.pool.acquire(ECHO));
          }
          List<SocketAddress> addresses = held.stream().map(ExpiryTest::local).toList();
          for (Connection each : held) {
            each.release();
            s.sim.advance(Duration.ofSeconds(4));
          }
          // Idle for 16, 12, 8 and 4 seconds: two are gone.
          List<SocketAddress> leased = new ArrayList<>();
          List<Connection> again = List.of(s.pool.acquire(ECHO), s.pool.acquire(ECHO));
          again.forEach(each -> leased.add(local(each)));
          again.forEach(Connection::release);
          assertThat(leased).containsExactly(addresses.get(3), addresses.get(2));
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(4);
        });
  }

  @Test
  void surplusConnectionsAgeOutWhileOneIsInUse() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)),
        s -> {
          List<Connection> held =
              List.of(s.pool.acquire(ECHO), s.pool.acquire(ECHO), s.pool.acquire(ECHO));
          held.forEach(Connection::release);
          for (int round = 0; round < 12; round++) {
            s.use(ECHO, "a");
            s.sim.advance(SECOND);
          }
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.events.closed)
              .containsExactly(CloseReason.IDLE_TIMEOUT, CloseReason.IDLE_TIMEOUT);
        });
  }

  @Test
  void theSweepStopsAtTheMinimumIdleWhileTheEndpointIsInUse() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)).minIdlePerEndpoint(2),
        s -> {
          s.pool.warmUp(ECHO, 6);
          s.sim.await(() -> s.pool.stats(ECHO).idle() == 6);
          for (int round = 0; round < 40; round++) {
            s.use(ECHO, "a");
            s.sim.advance(SECOND);
            assertThat(s.pool.stats(ECHO).idle()).isGreaterThanOrEqualTo(2);
          }
          // While one is leased two are to be idle, so there may be three.
          assertThat(s.pool.stats(ECHO).idle()).isLessThanOrEqualTo(3);
          s.sim.advance(Duration.ofSeconds(25));
          assertThat(s.pool.stats(ECHO).idle()).isZero();
        });
  }

  @Test
  void theSweepClosesDownToTheMinimumIdleAndNoFurther() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(10)).minIdlePerEndpoint(2),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.pool.warmUp(ECHO, 6);
          s.sim.advance(Duration.ofSeconds(30));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
          assertThat(s.events.closed).hasSize(3).containsOnly(CloseReason.IDLE_TIMEOUT);
          held.release();
        });
  }

  @Test
  void aSweepThatRacesAcquireNeverClosesWhatIsLeased() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofMillis(20)).maxConnectionsPerEndpoint(3),
        s -> {
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 15; round++) {
                        s.use(ECHO, "x" + round);
                        s.sim.advance(Duration.ofMillis(20));
                      }
                    }));
          }
          callers.forEach(s.sim::join);
          assertThat(s.events.closed).containsOnly(CloseReason.IDLE_TIMEOUT);
        });
  }

  @Test
  void aJumpOfTheClockRetiresWhatIsIdleAndLeavesWhatIsLeased() {
    for (Duration jump : List.of(Duration.ofHours(3), Duration.ofHours(-3), ms(5_001))) {
      SimulatedPool.run(
          UnaryOperator.identity(),
          s -> {
            Connection held = s.pool.acquire(ECHO);
            s.use(ECHO, "a");
            s.sim.advance(ms(500));
            s.sim.jumpWallClock(jump);
            s.sim.advance(ms(1100));
            assertThat(s.events.closed).containsExactly(CloseReason.CLOCK_JUMP);
            assertThat(s.pool.stats(ECHO).idle()).isZero();
            assertThat(held.age()).isEqualTo(ms(1600));
            assertThat(s.pool.describe()).doesNotContain("-0.", "-1", "-3");
            SimulatedPool.exchange(held, "b");
            held.release();
            s.use(ECHO, "c");
            assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(2);
            s.sim.advance(Duration.ofSeconds(10));
            assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          });
    }
  }

  @Test
  void aJumpIsNoticedWheneverItComesButNotByWhatWasMadeAfterIt() {
    SimulatedPool.run(
        config -> config.maxIdleTime(Duration.ofSeconds(20)),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(30)); // until nothing is left to watch the clock for
          s.sim.jumpWallClock(Duration.ofHours(1));
          s.use(ECHO, "b");
          s.sim.advance(Duration.ofSeconds(10));
          assertThat(s.events.closed).containsExactly(CloseReason.IDLE_TIMEOUT);
          s.sim.jumpWallClock(Duration.ofHours(1));
          s.sim.advance(ms(1100));
          assertThat(s.events.closed)
              .containsExactly(CloseReason.IDLE_TIMEOUT, CloseReason.CLOCK_JUMP);
        });
  }

  @Test
  void aSmallCorrectionOfTheClockChangesNothing() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          for (Duration jump : List.of(Duration.ofSeconds(5), Duration.ofSeconds(-5))) {
            s.sim.jumpWallClock(jump);
            s.sim.advance(Duration.ofSeconds(2));
          }
          assertThat(s.events.closed).isEmpty();
        });
  }

  @Test
  void waitersAreServedAcrossAJumpOfTheClock() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "b"));
          s.sim.advance(SECOND);
          s.sim.jumpWallClock(Duration.ofHours(8));
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          held.release();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.pool.stats(ECHO).timeouts()).isZero();
        });
  }
}
