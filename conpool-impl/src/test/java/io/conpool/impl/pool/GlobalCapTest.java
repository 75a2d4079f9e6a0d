package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

// Long because each way to free a place under the cap is tried at each kind of endpoint.

/** The cap over all endpoints. */
class GlobalCapTest {

  private static final Endpoint ECHO = SimulatedPool.ECHO;
  private static final Duration MS = Duration.ofMillis(1);

  @Test
  void anIdleConnectionElsewhereGivesWayAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          s.use(ECHO, "a");
          Duration before = s.sim.elapsed();
          s.use(other, "b");
          assertThat(s.sim.elapsed()).isEqualTo(before);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.pool.stats(other).idle()).isEqualTo(1);
          assertThat(s.events.closed).containsExactly(CloseReason.EVICTED);
          assertThat(s.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void theConnectionIdleLongestGivesWay() {
    SimulatedPool.run(
        config -> config.maxConnections(2),
        s -> {
          Endpoint second = s.another(1);
          Endpoint third = s.another(2);
          s.use(ECHO, "a");
          s.sim.advance(MS);
          s.use(second, "b");
          s.sim.advance(MS);
          s.use(ECHO, "a");
          s.use(third, "c");
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(second).idle()).isZero();
        });
  }

  @Test
  void oneAfterTheOtherGivesWayInTheOrderInWhichTheyBecameIdle() {
    SimulatedPool.run(
        config -> config.maxConnections(4),
        s -> {
          List<Endpoint> endpoints = new ArrayList<>();
          for (int number = 0; number < 4; number++) {
            endpoints.add(s.another(number));
          }
          givesWayInOrder(s, endpoints);
          Collections.reverse(endpoints); // so that no other order will do
          givesWayInOrder(s, endpoints);
        });
  }

  private static void givesWayInOrder(SimulatedPool s, List<Endpoint> endpoints) throws Exception {
    for (Endpoint endpoint : endpoints) {
      s.use(endpoint, "a");
      s.sim.advance(MS);
    }
    for (int gone = 0; gone < endpoints.size(); gone++) {
      s.use(s.another(10 + gone), "b");
      s.sim.advance(MS);
      for (int number = 0; number < endpoints.size(); number++) {
        assertThat(s.pool.stats(endpoints.get(number)).idle()).isEqualTo(number > gone ? 1 : 0);
      }
    }
  }

  @Test
  void aConnectionReturnedElsewhereGivesWayToWhoeverQueues() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(other, "b"));
          s.sim.advance(Duration.ofSeconds(1));
          assertThat(s.pool.stats(other).waiting()).isEqualTo(1);
          Duration before = s.sim.elapsed();
          held.release();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(before);
          assertThat(s.events.closed).containsExactly(CloseReason.EVICTED);
          assertThat(s.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void oneCallerThatQueuesCostsOneConnectionThoughTwoAreReturnedAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnections(2),
        s -> {
          Endpoint other = s.another(1);
          Connection first = s.pool.acquire(ECHO);
          Connection second = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(other, "b"));
          s.sim.advance(MS);
          Thread returning = s.sim.spawn("returning", first::release);
          second.release();
          s.sim.join(returning);
          s.sim.join(waiter);
          s.settle();
          assertThat(s.events.closed).containsExactly(CloseReason.EVICTED);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(other).idle()).isEqualTo(1);
        });
  }

  @Test
  void whatACallerLeavesWhoseTimeIsUpGivesWayToWhoeverQueuesElsewhere() {
    SimulatedPool.run(
        config -> config.maxConnections(1).fairnessDelay(Duration.ofSeconds(1)),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          Thread leaver = s.sim.spawn("leaver", () -> leaseOrTimeOut(s, MS.multipliedBy(2)));
          s.sim.advance(MS);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(other, "b"));
          s.sim.advance(MS);
          held.release();
          s.sim.join(leaver);
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(MS.multipliedBy(2));
        });
  }

  private static void leaseOrTimeOut(SimulatedPool s, Duration timeout) {
    try (Connection connection = s.pool.acquire(ECHO, timeout)) {
      connection.release();
    } catch (PoolException e) {
      assertThat(e.error()).isInstanceOf(PoolError.AcquireTimeout.class);
    }
  }

  @Test
  void aConnectionClosedElsewhereFreesItsPlaceForWhoeverQueues() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(other, "b"));
          s.sim.advance(Duration.ofSeconds(1));
          Duration before = s.sim.elapsed();
          held.close();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(before);
          assertThat(s.events.closed).containsExactly(CloseReason.NOT_RELEASED);
        });
  }

  @Test
  void aWaiterIsServedWithinItsTurnWhenTheOtherEndpointIsAlwaysBusy() {
    SimulatedPool.run(
        config -> config.maxConnections(2).fairnessDelay(Duration.ZERO),
        s -> {
          Endpoint other = s.another(1);
          Duration asked = Duration.ofMillis(55);
          Duration[] served = {Duration.ofDays(1)};
          List<Duration> overtaking = new ArrayList<>();
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 5; caller++) {
            callers.add(
                s.sim.spawn(
                    "busy-" + caller,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        Duration arrived = s.sim.elapsed();
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          Duration now = s.sim.elapsed();
                          if (arrived.compareTo(asked) > 0 && now.compareTo(served[0]) < 0) {
                            overtaking.add(arrived);
                          }
                          s.sim.advance(Duration.ofMillis(10));
                          connection.release();
                        }
                      }
                    }));
          }
          Thread waiter =
              s.sim.spawn(
                  "waiter",
                  () -> {
                    s.sim.advance(asked);
                    try (Connection connection = s.pool.acquire(other)) {
                      served[0] = s.sim.elapsed();
                      SimulatedPool.exchange(connection, "b");
                      connection.release();
                    }
                  });
          s.sim.join(waiter);
          assertThat(overtaking).isEmpty();
          // Three callers at most were in the queue before it, and two leases end every 10 ms.
          assertThat(served[0]).isLessThanOrEqualTo(asked.plusMillis(30));
          callers.forEach(s.sim::join);
          assertThat(s.net.maxOpenCount()).isLessThanOrEqualTo(2);
        });
  }

  @Test
  void aReturnedConnectionStaysWhereItsOwnWaiterHasWaitedLonger() {
    for (long seed = 1; seed <= 60; seed++) {
      ownWaiterFirst(seed);
    }
  }

  private static void ownWaiterFirst(long seed) {
    SimulatedPool.run(
        seed,
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          List<String> order = new ArrayList<>();
          Connection held = s.pool.acquire(ECHO);
          Thread own = s.sim.spawn("own", () -> note(s, ECHO, order, "own"));
          s.sim.advance(Duration.ofMillis(10));
          Thread foreign = s.sim.spawn("foreign", () -> note(s, other, order, "foreign"));
          s.sim.advance(Duration.ofMillis(10));
          held.release();
          s.sim.join(own);
          s.sim.join(foreign);
          assertThat(order).containsExactly("own", "foreign");
        });
  }

  private static void note(SimulatedPool s, Endpoint endpoint, List<String> order, String name)
      throws Exception {
    try (Connection connection = s.pool.acquire(endpoint)) {
      order.add(name);
      SimulatedPool.exchange(connection, name);
      connection.release();
    }
  }

  @Test
  void theMinimumIdleOfTwoEndpointsNeverEvictEachOther() {
    SimulatedPool.run(
        config ->
            config
                .maxConnections(3)
                .minIdlePerEndpoint(2)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxConnectionLifetime(Duration.ZERO),
        s -> {
          Endpoint other = s.another(1);
          int settled = 0;
          for (int round = 0; round < 40; round++) {
            s.use(ECHO, "a");
            s.use(other, "b");
            s.sim.advance(Duration.ofSeconds(3));
            settled = round < 10 ? s.net.connectCount() : settled;
          }
          s.sim.advance(MS); // off the second at which the minimum is looked at
          assertThat(s.net.connectCount()).isEqualTo(settled).isLessThanOrEqualTo(6);
          assertThat(s.net.openCount()).isEqualTo(3);
        });
  }

  @Test
  void tenDeadEndpointsInTheirPausesDoNotUseUpTheCap() {
    SimulatedPool.run(
        config ->
            config
                .maxConnections(2)
                .connectRetryCount(10)
                .connectRetryDelay(Duration.ofSeconds(1))
                .acquireTimeout(Duration.ofSeconds(5)),
        s -> {
          List<Thread> callers = new ArrayList<>();
          for (int number = 1; number <= 10; number++) {
            Endpoint dead = s.another(number);
            s.net.at("10.0.1." + (1 + number), 7).refuse();
            callers.add(
                s.sim.spawn(
                    "dead-" + number,
                    () ->
                        assertThat(SimulatedPool.error(() -> s.pool.acquire(dead)))
                            .isInstanceOf(PoolError.ConnectionFailed.class)));
          }
          s.sim.await(() -> s.net.connectCount() >= 10 && s.net.openCount() == 0);
          Duration before = s.sim.elapsed();
          s.use(ECHO, "a");
          assertThat(s.sim.elapsed()).isEqualTo(before);
          callers.forEach(s.sim::join);
        });
  }

  @Test
  void warmingUpNeverEvicts() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          s.use(ECHO, "a");
          s.pool.warmUp(other, 3);
          s.sim.advance(Duration.ofSeconds(1));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(other).totalCreated()).isZero();
          assertThat(s.pool.stats(other).dialing()).isZero();
        });
  }

  @Test
  void aCallerThatGivesUpLeavesTheQueueForAPlace() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          PoolError error = SimulatedPool.error(() -> s.pool.acquire(other, Duration.ofMillis(50)));
          assertThat(error).isInstanceOf(PoolError.AcquireTimeout.class);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(50));
          held.release();
          s.sim.await(() -> s.pool.total().dialing() == 0);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          s.use(other, "b");
          s.use(ECHO, "a");
        });
  }

  @Test
  void aCallerInterruptedInTheQueueForAPlaceLeavesIt() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          Thread waiter =
              s.sim.spawn(
                  "waiter",
                  () -> {
                    assertThat(SimulatedPool.error(() -> s.pool.acquire(other)))
                        .isInstanceOf(PoolError.Interrupted.class);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                  });
          s.sim.advance(MS);
          s.sim.interrupt(waiter);
          s.sim.join(waiter);
          held.release();
          s.use(other, "b");
          s.use(ECHO, "a");
        });
  }

  @Test
  void theCapHoldsOverManyEndpointsAndEverybodyIsServed() {
    SimulatedPool.run(
        config ->
            config
                .maxConnections(3)
                .maxConnectionsPerEndpoint(2)
                .acquireTimeout(Duration.ofMinutes(1)),
        s -> {
          List<Endpoint> endpoints = new ArrayList<>();
          for (int number = 1; number <= 5; number++) {
            endpoints.add(s.another(number));
          }
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 8; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 12; round++) {
                        Endpoint endpoint = endpoints.get(s.sim.random(endpoints.size()));
                        try (Connection connection = s.pool.acquire(endpoint)) {
                          SimulatedPool.exchange(connection, "x" + round);
                          s.sim.advance(Duration.ofMillis(s.sim.random(3)));
                          if (s.sim.random(4) > 0) {
                            connection.release();
                          }
                        }
                      }
                    }));
          }
          callers.forEach(s.sim::join);
          assertThat(s.net.maxOpenCount()).isEqualTo(3);
          assertThat(s.pool.total().errors()).isZero();
        });
  }

  /** A lock parks too, and may use up what was meant for the park after it. */
  @Test
  void noWakeIsLostToALockOnTheWayToParking() {
    for (long seed = 1; seed <= 10L * SimulatedPool.SEEDS; seed++) {
      SimulatedPool.run(
          seed,
          config ->
              config
                  .maxConnections(3)
                  .maxConnectionsPerEndpoint(2)
                  .fairnessDelay(Duration.ofMillis(1))
                  .acquireTimeout(Duration.ofMinutes(1)),
          s -> {
            List<Endpoint> endpoints = List.of(ECHO, s.another(1), s.another(2));
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
              callers.add(
                  s.sim.spawn(
                      "caller-" + caller,
                      () -> {
                        for (int round = 0; round < 10; round++) {
                          s.pool.acquire(endpoints.get(s.sim.random(endpoints.size()))).close();
                        }
                      }));
            }
            callers.forEach(s.sim::join);
            assertThat(s.sim.elapsed()).isLessThan(Duration.ofSeconds(1));
          });
    }
  }

  @Test
  void whatWasDialedForAWaiterIsNotTakenAwayBeforeHeHasIt() {
    for (long seed = 1; seed <= 10L * SimulatedPool.SEEDS; seed++) { // it takes about one in 30
      SimulatedPool.run(
          seed,
          config -> config.maxConnections(1),
          s -> {
            Endpoint other = s.another(1);
            Thread here = s.sim.spawn("here", () -> s.use(ECHO, "a"));
            Thread there = s.sim.spawn("there", () -> s.use(other, "b"));
            s.sim.join(here);
            s.sim.join(there);
            assertThat(s.pool.total().totalCreated()).isEqualTo(2);
          });
    }
  }
}
