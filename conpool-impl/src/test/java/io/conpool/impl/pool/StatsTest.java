package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The counts are exact, also those of endpoints that have vanished. */
class StatsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void everythingIsCountedOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2).connectRetryCount(0),
        s -> {
          Connection first = s.pool.acquire(ECHO);
          Connection second = s.pool.acquire(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO, SECOND)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(SECOND);
          PoolStats busy = s.pool.stats(ECHO);
          assertThat(busy.active()).isEqualTo(2);
          assertThat(busy.waiting()).isEqualTo(1);
          assertThat(busy.idle()).isZero();
          assertThat(busy.dialing()).isZero();
          second.release();
          s.sim.join(waiter);
          s.server.restart();
          assertThatThrownBy(() -> SimulatedPool.exchange(first, "b"))
              .isInstanceOf(IOException.class);
          first.close();
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          s.sim.await(s::isAtRest);
          assertThat(s.pool.stats(ECHO))
              .isEqualTo(
                  PoolStats.builder()
                      .totalCreated(2)
                      .totalReused(1)
                      .totalClosed(2)
                      .errors(2)
                      .attemptsFailed(1)
                      .timeouts(1)
                      .waitTime(Duration.ofSeconds(2))
                      .build());
          assertThat(s.pool.total()).isEqualTo(s.pool.stats(ECHO));
          assertThat(s.pool.allStats())
              .containsOnlyKeys(Endpoint.plaintext("echo.test", 7))
              .containsValue(s.pool.stats(ECHO));
        });
  }

  @Test
  void aCallerWhoseDialCameTooLateIsATimeoutAndNoError() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(SECOND);
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(300))))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(s.pool.stats(ECHO).dialing()).isEqualTo(1);
          s.sim.advance(SECOND);
          PoolStats stats = s.pool.stats(ECHO);
          assertThat(stats.timeouts()).isEqualTo(1);
          assertThat(stats.errors()).isZero();
          assertThat(stats.totalCreated()).isEqualTo(1);
          assertThat(stats.totalReused()).isZero();
          s.use(ECHO, "a");
          assertThat(s.pool.stats(ECHO).totalReused()).isZero();
        });
  }

  @Test
  void aConnectionFoundDeadIsNoErrorAndNoReuse() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          s.server.restart();
          s.use(ECHO, "b");
          PoolStats stats = s.pool.stats(ECHO);
          assertThat(stats.errors()).isZero();
          assertThat(stats.totalReused()).isZero();
          assertThat(stats.totalCreated()).isEqualTo(2);
          assertThat(stats.totalClosed()).isEqualTo(1);
        });
  }

  @Test
  void waitTimeIsWhatAllCallersHaveWaitedTogether() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 3; waiter++) {
            waiters.add(s.sim.spawn("waiter-" + waiter, () -> s.use(ECHO, "a")));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 3);
          s.sim.advance(SECOND);
          held.release();
          waiters.forEach(s.sim::join);
          assertThat(s.pool.stats(ECHO).waitTime()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.pool.stats(ECHO).totalReused()).isEqualTo(3);
        });
  }

  @Test
  void anEndpointThatWasNeverUsedHasNoCounts() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          assertThat(s.pool.stats(ECHO)).isEqualTo(PoolStats.builder().build());
          assertThat(s.pool.allStats()).isEmpty();
          assertThat(s.pool.total()).isEqualTo(PoolStats.builder().build());
        });
  }

  @Test
  void anEmptyEndpointVanishesAndItsCountsLiveOnInTheTotal() {
    SimulatedPool.run(
        config -> config.maxIdleTime(SECOND),
        s -> {
          s.use(ECHO, "a");
          s.use(ECHO, "b");
          s.sim.advance(Duration.ofMinutes(3));
          assertThat(s.pool.allStats()).isEmpty();
          assertThat(s.pool.stats(ECHO)).isEqualTo(PoolStats.builder().build());
          assertThat(s.pool.describe()).doesNotContain("echo.test");
          assertThat(s.pool.total())
              .isEqualTo(PoolStats.builder().totalCreated(1).totalReused(1).totalClosed(1).build());
          s.use(ECHO, "c");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
          assertThat(s.pool.total().totalCreated()).isEqualTo(2);
        });
  }

  @Test
  void anEndpointIsRememberedForAMinuteAfterItWasAskedForLastThoughItNeverHadAConnection() {
    SimulatedPool.run(
        config -> config.connectRetryCount(0),
        s -> {
          s.server.refuse();
          for (int round = 0; round < 2; round++) {
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.ConnectionFailed.class);
            s.sim.advance(Duration.ofSeconds(30));
          }
          s.sim.advance(Duration.ofSeconds(29));
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(2);
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(s.pool.allStats()).isEmpty();
          assertThat(s.pool.total().errors()).isEqualTo(2);
        });
  }

  @Test
  void anEndpointWithSomebodyWaitingDoesNotVanish() {
    SimulatedPool.run(
        config -> config.acquireTimeout(Duration.ZERO),
        s -> {
          s.pool.suspend();
          Thread caller = s.sim.spawn("caller", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMinutes(10));
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          s.pool.resume();
          s.sim.join(caller);
        });
  }

  @Test
  void anEndpointThatVanishesAsItIsUsedAgainLosesNoCountAndNoCaller() {
    SimulatedPool.run(
        config -> config.maxIdleTime(SECOND),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(60));
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        s.sim.advance(Duration.ofMillis(1 + s.sim.random(300)));
                        s.pool.withConnection(
                            ECHO,
                            connection -> {
                              SimulatedPool.exchange(connection, "x");
                              return connection;
                            });
                      }
                    }));
          }
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          s.sim.advance(Duration.ofNanos(1));
          PoolStats total = s.pool.total();
          assertThat(told(s, "acquired")).isEqualTo(31);
          assertThat(total.totalReused()).isEqualTo(told(s, "acquired echo.test:7 again"));
          assertThat(total.totalCreated()).isEqualTo(told(s, "opened"));
          assertThat(total.totalClosed()).isEqualTo(told(s, "closed"));
        });
  }

  private static long told(SimulatedPool s, String event) {
    return s.events.all.stream().filter(each -> each.startsWith(event)).count();
  }

  @Test
  void whatIsAskedOfAnEndpointInTheMomentInWhichItVanishesIsNotLost() {
    for (long seed = 1; seed <= 60; seed++) {
      SimulatedPool.run(
          seed,
          UnaryOperator.identity(),
          s -> {
            Endpoint other = s.another(1);
            s.pool.limit(ECHO, 3);
            s.pool.limit(other, 3);
            s.sim.advance(Duration.ofMinutes(1));
            Caller<Boolean> warming =
                Caller.start(
                    s,
                    "warming",
                    () -> {
                      s.pool.warmUp(ECHO, 1);
                      return true;
                    });
            s.use(other, "a");
            warming.result();
            s.settle();
            assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
            assertThat(s.pool.stats(other).idle()).isEqualTo(1);
          });
    }
  }

  @Test
  void countsAndEventsAgreeWhateverHappens() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3).maxConnectionUses(4).connectRetryCount(0),
        s -> {
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 5; caller++) {
            callers.add(s.sim.spawn("caller-" + caller, () -> useInManyWays(s)));
          }
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          s.sim.advance(Duration.ofMillis(1));
          PoolStats total = s.pool.total();
          assertThat(total.totalReused()).isEqualTo(told(s, "acquired echo.test:7 again"));
          assertThat(total.totalCreated()).isEqualTo(told(s, "opened"));
          assertThat(total.totalClosed()).isEqualTo(told(s, "closed"));
          assertThat(total.timeouts()).isEqualTo(told(s, "failed"));
          assertThat(total.errors())
              .isEqualTo(s.events.closed.stream().filter(CloseReason.IO_FAILED::equals).count());
        });
  }

  private static void useInManyWays(SimulatedPool s) {
    for (int round = 0; round < 15; round++) {
      int choice = s.sim.random(10);
      if (choice == 0) {
        s.server.restart();
      } else if (choice == 1) {
        s.pool.clearEndpoint(ECHO);
      }
      try (Connection connection = s.pool.acquire(ECHO, Duration.ofMillis(3))) {
        SimulatedPool.exchange(connection, "x" + round);
        s.sim.advance(Duration.ofMillis(s.sim.random(3)));
        if (choice != 2) {
          connection.release();
        }
      } catch (IOException e) {
        s.sim.note("failed: " + e);
      }
    }
  }

  @Test
  void aSurplusDialIsCreatedAndNotReused() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.server.delay(SECOND);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMillis(500));
          held.release();
          s.sim.join(waiter);
          s.sim.advance(SECOND);
          PoolStats stats = s.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(2);
          assertThat(stats.totalReused()).isEqualTo(1);
          assertThat(stats.idle()).isEqualTo(2);
        });
  }

  @Test
  void theLimitSetAtRunTimeIsForgottenWhenItsEndpointVanishes() {
    SimulatedPool.run(
        config -> config.maxIdleTime(SECOND).maxConnectionsPerEndpoint(3),
        s -> {
          s.pool.limit(ECHO, 1);
          assertThat(s.pool.describe()).contains("limit 1");
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofMinutes(3));
          s.use(ECHO, "b");
          assertThat(s.pool.describe()).contains("limit 3");
        });
  }

  @Test
  void manyEndpointsUsedOnceAllVanish() {
    SimulatedPool.run(
        1,
        config -> config.maxIdleTime(SECOND),
        s -> {
          for (int number = 0; number < 300; number++) {
            s.use(s.another(number), "a");
          }
          assertThat(s.pool.allStats()).hasSizeLessThanOrEqualTo(300).isNotEmpty();
          s.sim.advance(Duration.ofMinutes(3));
          assertThat(s.pool.allStats()).isEmpty();
          assertThat(s.pool.total().totalCreated()).isEqualTo(300);
          assertThat(s.pool.total().totalClosed()).isEqualTo(300);
        });
  }
}
