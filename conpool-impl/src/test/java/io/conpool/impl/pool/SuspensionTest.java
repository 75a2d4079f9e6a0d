package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A suspended pool leases nothing. */
class SuspensionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aSuspendedPoolQueuesCallersThoughAnIdleConnectionIsThere() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          s.pool.suspend();
          Thread caller = s.sim.spawn("caller", () -> s.use(ECHO, "b"));
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.tryAcquire(ECHO)).isEmpty();
          Duration before = s.sim.elapsed();
          s.pool.resume();
          s.sim.join(caller);
          assertThat(s.sim.elapsed()).isEqualTo(before);
          assertThat(s.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void nothingIsDialedWhileSuspendedAndEverythingAfterwards() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.suspend();
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            callers.add(s.sim.spawn("caller-" + caller, () -> s.use(ECHO, "a")));
          }
          s.pool.warmUp(ECHO, 5);
          s.sim.advance(SECOND);
          assertThat(s.net.connectCount()).isZero();
          assertThat(s.dns.lookups("echo.test")).isZero();
          s.pool.resume();
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          assertThat(s.pool.stats(ECHO).totalCreated()).isBetween(3L, 5L);
        });
  }

  @Test
  void theCallersDeadlineRunsOnAndItsErrorSaysSuspended() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.suspend();
          PoolError error = error(() -> s.pool.acquire(ECHO, SECOND));
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(error)
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  timeout -> {
                    assertThat(timeout.load().suspended()).isTrue();
                    assertThat(timeout.waited()).isEqualTo(SECOND);
                  });
          s.pool.resume();
        });
  }

  @Test
  void leasesGoOnAndWhatIsReturnedGoesIdle() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.pool.suspend();
          Thread caller = s.sim.spawn("caller", () -> s.use(ECHO, "b"));
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 1);
          SimulatedPool.exchange(held, "a");
          held.release();
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          s.pool.resume();
          s.sim.join(caller);
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
        });
  }

  @Test
  void aDialUnderWayGoesIdleWhenItEndsWhileSuspended() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(SECOND);
          Thread caller = s.sim.spawn("caller", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMillis(500));
          assertThat(s.pool.stats(ECHO).dialing()).isEqualTo(1);
          s.pool.suspend();
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          s.pool.resume();
          s.sim.join(caller);
          assertThat(s.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void whoHasWaitedThroughASuspensionIsNotOvertakenAfterIt() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(11)); // until no alarm is left from before
          s.pool.suspend();
          List<String> order = new ArrayList<>();
          Thread patient =
              s.sim.spawn(
                  "patient",
                  () -> {
                    try (Connection connection = s.pool.acquire(ECHO)) {
                      order.add("patient");
                      connection.release();
                    }
                  });
          s.sim.advance(Duration.ofMillis(10));
          assertThat(s.pool.describe()).contains(", handing over");
          s.pool.resume();
          try (Connection connection = s.pool.acquire(ECHO)) {
            order.add("newcomer");
            connection.release();
          }
          s.sim.join(patient);
          assertThat(order).containsExactly("patient", "newcomer");
        });
  }

  @Test
  void waitersDialsAndReturnsUnderWayAllMeetAgainAfterResume() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3).fairnessDelay(Duration.ZERO),
        s -> {
          List<Integer> order = new ArrayList<>();
          Connection first = s.pool.acquire(ECHO);
          Connection second = s.pool.acquire(ECHO);
          s.server.delay(SECOND);
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 5; caller++) {
            int number = caller;
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      try (Connection connection = s.pool.acquire(ECHO)) {
                        order.add(number);
                        SimulatedPool.exchange(connection, "x");
                        connection.release();
                      }
                    }));
            s.sim.advance(Duration.ofMillis(10));
          }
          s.pool.suspend();
          first.release();
          second.close();
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(order).isEmpty();
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(5);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
          s.pool.resume();
          callers.forEach(s.sim::join);
          assertThat(order.get(0)).isLessThan(3);
          assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
          s.sim.await(s::isAtRest);
          assertThat(s.server.maxOpenCount()).isLessThanOrEqualTo(3);
        });
  }

  @Test
  void idleConnectionsExpireWhileSuspended() {
    SimulatedPool.run(
        config -> config.maxIdleTime(SECOND),
        s -> {
          s.use(ECHO, "a");
          s.pool.suspend();
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(s.events.closed).containsExactly(CloseReason.IDLE_TIMEOUT);
          s.pool.resume();
        });
  }

  @Test
  void theLifetimeEndsWhileSuspended() {
    SimulatedPool.run(
        config -> config.maxConnectionLifetime(SECOND),
        s -> {
          s.use(ECHO, "a");
          s.pool.suspend();
          s.sim.advance(Duration.ofSeconds(2));
          assertThat(s.events.closed).containsExactly(CloseReason.LIFETIME);
          s.pool.resume();
        });
  }

  @Test
  void theMinimumIdleIsRefilledOnlyAfterResume() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.sim.await(() -> s.pool.stats(ECHO).idle() == 2);
          s.pool.suspend();
          s.server.restart();
          s.pool.clearEndpoint(ECHO);
          held.close();
          s.sim.advance(Duration.ofSeconds(5));
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(3);
          s.pool.resume();
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
        });
  }

  @Test
  void anEndpointFirstMetWhileSuspendedIsSuspendedToo() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.suspend();
          Endpoint fresh = s.another(1);
          assertThat(s.pool.tryAcquire(fresh)).isEmpty();
          assertThat(error(() -> s.pool.acquire(fresh, SECOND)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          assertThat(s.net.connectCount()).isZero();
          s.pool.resume();
          s.use(fresh, "a");
        });
  }

  @Test
  void suspendingAndResumingTwiceIsAsOnce() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.resume();
          s.pool.suspend();
          s.pool.suspend();
          s.pool.resume();
          s.use(ECHO, "a");
          s.pool.resume();
          s.use(ECHO, "a");
        });
  }

  @Test
  void closingOverridesSuspension() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          s.pool.suspend();
          Thread caller =
              s.sim.spawn(
                  "caller",
                  () ->
                      assertThat(error(() -> s.pool.acquire(ECHO)))
                          .isInstanceOf(PoolError.PoolClosed.class));
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 1);
          Duration before = s.sim.elapsed();
          s.pool.close();
          s.sim.join(caller);
          assertThat(s.sim.elapsed()).isEqualTo(before);
          s.pool.resume();
          assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.PoolClosed.class);
        });
  }

  @Test
  void suspendingResumingAndAcquiringAtOnceLosesNobody() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2),
        s -> {
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 4; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        s.use(ECHO, "x" + round);
                      }
                    }));
          }
          for (int round = 0; round < 10; round++) {
            s.pool.suspend();
            s.sim.yieldPoint();
            s.pool.resume();
            s.sim.yieldPoint();
          }
          callers.forEach(s.sim::join);
          assertThat(s.sim.elapsed()).isLessThan(SECOND);
        });
  }

  @Test
  void whoeverSuspendsAndResumesAtOnceEveryEndpointFollowsTheLastWord() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "so that there is one idle");
          for (int round = 1; round <= 20; round++) {
            Endpoint fresh = s.another(round);
            Thread suspender = s.sim.spawn("suspender", s.pool::suspend);
            Thread resumer = s.sim.spawn("resumer", s.pool::resume);
            Caller<Boolean> newcomer =
                Caller.start(
                    s,
                    "newcomer",
                    () -> {
                      s.pool.acquire(fresh).release();
                      return true;
                    });
            s.sim.join(suspender);
            s.sim.join(resumer);
            s.settle();
            boolean suspended = s.pool.describe().contains("(suspended)");
            assertThat(leasesIdleOnes(s, ECHO)).isNotEqualTo(suspended);
            assertThat(newcomer.isDone() && leasesIdleOnes(s, fresh)).isNotEqualTo(suspended);
            s.pool.resume();
            newcomer.result();
          }
        });
  }

  private static boolean leasesIdleOnes(SimulatedPool s, Endpoint endpoint) throws PoolException {
    Optional<Connection> leased = s.pool.tryAcquire(endpoint);
    leased.ifPresent(Connection::release);
    return leased.isPresent();
  }
}
