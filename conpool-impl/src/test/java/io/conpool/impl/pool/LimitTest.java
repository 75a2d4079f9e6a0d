package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * How many connections an endpoint may have, and how many callers may wait for them in what order.
 */
class LimitTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  private static List<Connection> acquireAll(SimulatedPool s, Endpoint endpoint, int count)
      throws PoolException {
    List<Connection> held = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      held.add(s.pool.acquire(endpoint));
    }
    return held;
  }

  @Test
  void anEndpointHasTenPlacesByDefault() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          List<Connection> held = acquireAll(s, ECHO, 10);
          assertThat(error(() -> s.pool.acquire(ECHO, SECOND)))
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  timeout -> {
                    assertThat(timeout.load().limit()).isEqualTo(10);
                    assertThat(timeout.load().leased()).isEqualTo(10);
                    assertThat(timeout.load().oldestHolder()).isEqualTo("test");
                    assertThat(timeout.load().oldestHeld()).isEqualTo(SECOND);
                  });
          held.forEach(Connection::release);
        });
  }

  @Test
  void thePlacesOfAnEndpointAreNeverExceeded() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3),
        s -> {
          s.server.delay(Duration.ofMillis(2));
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 10; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 5; round++) {
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          s.sim.advance(Duration.ofMillis(s.sim.random(3)));
                          if (s.sim.random(3) > 0) {
                            connection.release();
                          }
                        }
                      }
                    }));
          }
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          assertThat(s.server.maxOpenCount()).isEqualTo(3);
        });
  }

  @Test
  void anOverrideHoldsForItsEndpointAlone() {
    SimulatedPool.run(
        config ->
            config
                .maxConnectionsPerEndpoint(2)
                .maxIdleTime(SECOND)
                .override(
                    ECHO,
                    changed -> changed.maxConnectionsPerEndpoint(1).maxIdleTime(Duration.ZERO)),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          acquireAll(s, other, 2).forEach(Connection::release);
          held.release();
          s.sim.advance(Duration.ofSeconds(10));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(other).idle()).isZero();
        });
  }

  @Test
  void aLoweredLimitClosesSurplusIdleNowAndSurplusLeasesOnReturn() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          List<Connection> held = acquireAll(s, ECHO, 4);
          held.get(0).release();
          held.get(1).release();
          s.pool.limit(ECHO, 1);
          assertThat(s.events.closed)
              .containsExactly(CloseReason.LIMIT_LOWERED, CloseReason.LIMIT_LOWERED);
          held.get(2).release();
          assertThat(s.events.closed).hasSize(3);
          held.get(3).release();
          assertThat(s.events.closed).hasSize(3);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          s.use(ECHO, "a");
        });
  }

  @Test
  void ofWhatIsIdleALoweredLimitClosesTheSurplusAloneThoseIdleLongest() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          List<Connection> held = acquireAll(s, ECHO, 4);
          for (int number : new int[] {2, 0, 3, 1}) {
            held.get(number).attach(number);
            held.get(number).release();
            s.sim.advance(SECOND);
          }
          s.pool.limit(ECHO, 2);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
          List<Connection> left = acquireAll(s, ECHO, 2);
          assertThat(left).extracting(Connection::attachment).containsExactlyInAnyOrder(3, 1);
          left.forEach(Connection::release);
        });
  }

  @Test
  void aRaisedLimitServesWaitersAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 2; waiter++) {
            waiters.add(s.sim.spawn("waiter-" + waiter, () -> s.use(ECHO, "a")));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          s.pool.limit(ECHO, 3);
          waiters.forEach(s.sim::join);
          assertThat(s.sim.elapsed()).isZero();
          held.release();
        });
  }

  @Test
  void aLimitBelowOneOrBelowTheMinimumIdleIsRefused() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(3),
        s -> {
          for (int limit : new int[] {-1, 0, 2}) {
            assertThatThrownBy(() -> s.pool.limit(ECHO, limit))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("maxConnections must be 3 or more");
          }
          s.pool.limit(ECHO, 3);
        });
  }

  @Test
  void withoutAFairnessDelayItIsStrictlyFirstComeFirstServed() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        s -> {
          List<Integer> order = new ArrayList<>();
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 6; waiter++) {
            int number = waiter;
            waiters.add(
                s.sim.spawn(
                    "waiter-" + waiter,
                    () -> {
                      try (Connection connection = s.pool.acquire(ECHO)) {
                        order.add(number);
                        connection.release();
                      }
                    }));
            s.sim.await(() -> s.pool.stats(ECHO).waiting() == number + 1);
          }
          held.release();
          s.sim.await(() -> order.size() == 6);
          waiters.forEach(s.sim::join);
          assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
        });
  }

  @Test
  void nobodyIsOvertakenForLongerThanTheFairnessDelay() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ofMillis(5)),
        s -> {
          boolean[] over = {false};
          List<Thread> greedy = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            greedy.add(
                s.sim.spawn(
                    "greedy-" + caller,
                    () -> {
                      while (!over[0]) {
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          s.sim.advance(Duration.ofMillis(1));
                          connection.release();
                        }
                      }
                    }));
          }
          s.sim.advance(Duration.ofMillis(20));
          Duration before = s.sim.elapsed();
          s.use(ECHO, "patient");
          // The delay, the lease that was running when it passed, and the three who came before.
          assertThat(s.sim.elapsed().minus(before)).isLessThanOrEqualTo(Duration.ofMillis(10));
          over[0] = true;
          greedy.forEach(s.sim::join);
        });
  }

  @Test
  void withNoWaitersAllowedNobodyQueuesForCapacity() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2).maxWaiters(0),
        s -> {
          s.server.delay(SECOND);
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 2; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      try (Connection connection = s.pool.acquire(ECHO)) {
                        s.sim.advance(SECOND);
                        connection.release();
                      }
                    }));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          Endpoint key = Endpoint.plaintext("echo.test", 7);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isEqualTo(new PoolError.TooManyWaiters(key, 0));
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).active()).isEqualTo(2);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isEqualTo(new PoolError.TooManyWaiters(key, 0));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(1500));
          callers.forEach(s.sim::join);
          s.use(ECHO, "a");
        });
  }

  @Test
  void oneWaiterMoreThanAllowedFailsAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).maxWaiters(2),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 2; waiter++) {
            waiters.add(s.sim.spawn("waiter-" + waiter, () -> s.use(ECHO, "a")));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.TooManyWaiters.class);
          assertThat(s.sim.elapsed()).isZero();
          held.release();
          waiters.forEach(s.sim::join);
        });
  }
}
