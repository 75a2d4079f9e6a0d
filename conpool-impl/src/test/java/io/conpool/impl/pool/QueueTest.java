package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

// Long because order, fairness and hand-over are one subject: who is served when.

/** Who waits for a connection, in which order, and for how long. */
class QueueTest {

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Endpoint ECHO_KEY = PoolConfig.defaults().resolve(ECHO);

  /** When a caller asked, and when it was served. */
  private record Turn(Duration asked, Duration served) {}

  @Test
  void a01_callersFarAboveTheLimitAreAllServedAndThePlacesAreNeverExceeded() {
    run(
        config -> config.maxConnectionsPerEndpoint(3),
        simulated -> {
          List<Caller<?>> callers = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            String word = "caller " + i;
            callers.add(
                Caller.start(
                    simulated,
                    word,
                    () -> {
                      for (int round = 0; round < 3; round++) {
                        simulated.use(ECHO, word + " round " + round);
                      }
                      return true;
                    }));
          }
          callers.forEach(Caller::result);
          assertThat(simulated.net.maxOpenCount()).isLessThanOrEqualTo(3);
          assertThat(simulated.pool.total().timeouts()).isZero();
        });
  }

  @Test
  void a01_withoutAFairnessDelayServiceIsStrictlyInTheOrderOfArrival() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          List<String> served = new ArrayList<>();
          List<Caller<?>> callers = new ArrayList<>();
          List<String> expected = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            String name = "caller " + i;
            expected.add(name);
            callers.add(
                Caller.start(
                    simulated,
                    name,
                    () -> {
                      try (Connection connection = simulated.pool.acquire(ECHO)) {
                        served.add(name);
                        exchange(connection, name);
                        connection.release();
                      }
                      return true;
                    }));
            simulated.settle();
          }
          held.release();
          // Whoever returns a connection is a newcomer when it wants the next one.
          try (Connection again = simulated.pool.acquire(ECHO)) {
            served.add("again");
            again.release();
          }
          expected.add("again");
          callers.forEach(Caller::result);
          assertThat(served).isEqualTo(expected);
        });
  }

  @Test
  void a01_withoutAFairnessDelayACallerThatHasOnlyJustQueuedIsNotOvertakenEither() {
    for (long seed = 1; seed <= 100; seed++) {
      run(
          seed,
          config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
          simulated -> {
            Connection held = simulated.pool.acquire(ECHO);
            List<String> served = new ArrayList<>();
            Caller<Boolean> waiter =
                Caller.start(
                    simulated,
                    "waiter",
                    () -> {
                      try (Connection connection = simulated.pool.acquire(ECHO)) {
                        served.add("waiter");
                        connection.release();
                      }
                      return true;
                    });
            simulated.sim.await(() -> simulated.pool.stats(ECHO).waiting() == 1);
            held.release();
            try (Connection again = simulated.pool.acquire(ECHO)) {
              served.add("again");
              again.release();
            }
            waiter.result();
            assertThat(served).containsExactly("waiter", "again");
          });
    }
  }

  @Test
  void a01_whoeverHasWaitedTheFairnessDelayIsNotOvertakenByWhoeverCameLaterThanThat() {
    nobodyIsOvertakenAfterTheFairnessDelay(1);
  }

  @Test
  void a01_norAreThoseWhoWaitForOneOfSeveralConnections() {
    nobodyIsOvertakenAfterTheFairnessDelay(3);
  }

  @Test
  void aLongFairnessDelayIsKeptToo() {
    aFairnessDelayOfFifteenSecondsIsKept(Duration.ofSeconds(30));
  }

  @Test
  void aLongFairnessDelayIsKeptWithoutAnyDeadlineToo() {
    aFairnessDelayOfFifteenSecondsIsKept(Duration.ZERO);
  }

  private static void aFairnessDelayOfFifteenSecondsIsKept(Duration acquireTimeout) {
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .fairnessDelay(SECOND.multipliedBy(15))
                .acquireTimeout(acquireTimeout),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.sim.advance(SECOND.multipliedBy(30)); // until no alarm is left from before
          List<String> served = new ArrayList<>();
          Caller<Boolean> patient =
              Caller.start(simulated, "patient", () -> takeOne(simulated, "patient", served));
          simulated.sim.advance(SECOND.multipliedBy(15).minus(MILLISECOND));
          assertThat(simulated.pool.describe()).doesNotContain(", handing over");
          simulated.sim.advance(MILLISECOND.multipliedBy(2));
          assertThat(simulated.pool.describe()).contains(", handing over");
          held.release();
          takeOne(simulated, "newcomer", served);
          patient.result();
          assertThat(served).containsExactly("patient", "newcomer");
        });
  }

  /** Woken for nothing, as threads may be, each looks only whether its turn has come. */
  @Test
  void thoseWhoWaitAreServedInTheOrderOfArrivalBeforeTheFairnessDelayToo() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(SECOND),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          List<String> served = new ArrayList<>();
          List<Caller<?>> callers = new ArrayList<>();
          List<String> expected = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            String name = "caller " + i;
            expected.add(name);
            callers.add(Caller.start(simulated, name, () -> takeOne(simulated, name, served)));
            simulated.settle();
          }
          Thread waker =
              simulated.sim.spawn(
                  "waker", () -> callers.forEach(each -> simulated.platform.unpark(each.thread())));
          held.release();
          callers.forEach(Caller::result);
          simulated.sim.join(waker);
          assertThat(served).isEqualTo(expected);
        });
  }

  @Test
  void onceTheQueueHasCaughtUpNewcomersMayOvertakeAgainUntilTheNextHasWaitedTooLong() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(SECOND),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          List<String> served = new ArrayList<>();
          Caller<Boolean> first = takeFor(Duration.ofMillis(500), simulated, "first", served);
          simulated.sim.advance(Duration.ofMillis(900));
          Caller<Boolean> second = takeFor(SECOND, simulated, "second", served);
          simulated.sim.advance(Duration.ofMillis(200)); // the first has waited too long
          held.release();
          simulated.sim.advance(Duration.ofMillis(400));
          Caller<Boolean> third = takeFor(Duration.ZERO, simulated, "third", served);
          simulated.settle();
          assertThat(served).containsExactly("first");
          assertThat(simulated.pool.describe()).contains(", handing over");
          first.result();
          simulated.settle(); // the second has waited for 0.7 s
          assertThat(served).containsExactly("first", "second");
          assertThat(simulated.pool.describe())
              .contains("waiting 1, ")
              .doesNotContain(", handing over");
          simulated.sim.advance(Duration.ofMillis(950)); // and now the third for more than one
          assertThat(simulated.pool.describe()).contains(", handing over");
          second.result();
          takeOne(simulated, "newcomer", served);
          third.result();
          assertThat(served).containsExactly("first", "second", "third", "newcomer");
        });
  }

  private static Caller<Boolean> takeFor(
      Duration time, SimulatedPool simulated, String name, List<String> served) {
    return Caller.start(
        simulated,
        name,
        () -> {
          try (Connection connection = simulated.pool.acquire(ECHO)) {
            served.add(name);
            simulated.sim.advance(time);
            connection.release();
          }
          return true;
        });
  }

  private static boolean takeOne(SimulatedPool simulated, String name, List<String> served)
      throws Exception {
    try (Connection connection = simulated.pool.acquire(ECHO)) {
      served.add(name);
      connection.release();
    }
    return true;
  }

  private static void nobodyIsOvertakenAfterTheFairnessDelay(int places) {
    run(
        config -> config.maxConnectionsPerEndpoint(places),
        simulated -> {
          List<Turn> turns = new ArrayList<>();
          List<Caller<?>> callers = new ArrayList<>();
          for (int i = 0; i < 6 * places; i++) {
            callers.add(Caller.start(simulated, "caller " + i, () -> takeTurns(simulated, turns)));
          }
          callers.forEach(Caller::result);
          assertThat(turns).hasSizeGreaterThan(callers.size());
          for (Turn earlier : turns) {
            for (Turn later : turns) {
              if (later.asked.compareTo(earlier.asked.plus(MILLISECOND)) > 0) {
                assertThat(earlier.served)
                    .as("%s before %s", earlier, later)
                    .isLessThanOrEqualTo(later.served);
              }
            }
          }
        });
  }

  private static boolean takeTurns(SimulatedPool simulated, List<Turn> turns) throws Exception {
    Simulation sim = simulated.sim;
    for (int round = 0; round < 15; round++) {
      Duration asked = sim.elapsed();
      Duration patience = Duration.ofNanos(sim.random(4) == 0 ? sim.random(3_000_000) : 1L << 40);
      try (Connection connection = simulated.pool.acquire(ECHO, patience)) {
        turns.add(new Turn(asked, sim.elapsed()));
        sim.advance(Duration.ofNanos(1 + sim.random(400_000)));
        connection.release();
      } catch (PoolException e) {
        assertThat(e.error()).isInstanceOf(PoolError.AcquireTimeout.class);
      }
      if (sim.random(3) == 0) {
        sim.advance(Duration.ofNanos(1 + sim.random(3_000_000)));
      }
    }
    return true;
  }

  @Test
  void beforeTheFairnessDelayHasPassedANewcomerMayTakeWhatIsIdle() {
    AtomicInteger overtaken = new AtomicInteger();
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(SECOND),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.settle();
          held.release();
          Connection next = simulated.pool.acquire(ECHO);
          if (!waiter.isDone()) {
            overtaken.incrementAndGet();
          }
          next.release();
          waiter.result();
          assertThat(waiter.took()).isLessThan(SECOND);
        });
    assertThat(overtaken.get()).isPositive();
  }

  @Test
  void aWaiterIsServedSoonThoughAnotherThreadTakesAndReturnsAllTheTime() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.use(ECHO, "warm");
          AtomicInteger rounds = new AtomicInteger();
          Caller<Boolean> hog =
              Caller.start(
                  simulated,
                  "hog",
                  () -> {
                    while (rounds.incrementAndGet() < 100) {
                      try (Connection connection = simulated.pool.acquire(ECHO)) {
                        simulated.sim.advance(Duration.ofNanos(300_000));
                        connection.release();
                      }
                    }
                    return true;
                  });
          simulated.sim.advance(Duration.ofNanos(100_000));
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          waiter.result();
          assertThat(waiter.took()).isLessThanOrEqualTo(Duration.ofNanos(1_300_000));
          hog.result();
        });
  }

  @Test
  void callersBeyondTheDialsInFlightAndMaxWaitersAreRefusedAtOnce() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).maxWaiters(2),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> first = simulated.useElsewhere("first");
          Caller<Boolean> second = simulated.useElsewhere("second");
          simulated.settle();
          Caller<Boolean> third = simulated.useElsewhere("third");
          assertThat(third.error()).isEqualTo(new PoolError.TooManyWaiters(ECHO_KEY, 2));
          assertThat(third.took()).isZero();
          assertThat(third.poolException())
              .hasMessage(
                  "conpool TooManyWaiters{endpoint=%s, maxWaiters=2},"
                      + " acquiring a connection to echo.test:7",
                  ECHO_KEY);
          held.release();
          first.result();
          second.result();
        });
  }

  @Test
  void withMaxWaitersZeroACallerMayWaitForItsOwnDialButNotForCapacity() {
    run(
        config -> config.maxConnectionsPerEndpoint(2).maxWaiters(0),
        simulated -> {
          simulated.server.delay(SECOND);
          Caller<Connection> first = simulated.acquireElsewhere("first");
          Caller<Connection> second = simulated.acquireElsewhere("second");
          simulated.settle();
          Caller<Connection> third = simulated.acquireElsewhere("third");
          assertThat(third.error()).isInstanceOf(PoolError.TooManyWaiters.class);
          assertThat(third.took()).isZero();
          first.result().release();
          second.result().release();
          simulated.use(ECHO, "what is idle is no queue");
        });
  }

  @Test
  void withMaxWaitersZeroNobodyIsRefusedWhileThereAreAsManyPlacesAsCallers() {
    run(
        config -> config.maxConnectionsPerEndpoint(2).maxWaiters(0),
        simulated -> {
          List<Caller<?>> callers = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            callers.add(
                Caller.start(
                    simulated,
                    "caller " + i,
                    () -> {
                      for (int round = 0; round < 30; round++) {
                        simulated.use(ECHO, "round " + round);
                      }
                      return true;
                    }));
          }
          callers.forEach(Caller::result);
        });
  }

  @Test
  void anAcquireWithoutTimeTakesWhatIsIdleElseFailsAtOnceAndDialsNothing() {
    run(
        config -> config,
        simulated -> {
          Caller<Connection> nothing = simulated.acquireElsewhere("nothing", Duration.ZERO);
          assertThat(nothing.error()).isInstanceOf(PoolError.AcquireTimeout.class);
          assertThat(nothing.took()).isZero();
          simulated.settle();
          assertThat(simulated.net.connectCount()).isZero();
          simulated.use(ECHO, "warm");
          try (Connection connection = simulated.pool.acquire(ECHO, Duration.ZERO)) {
            assertThat(connection.isReused()).isTrue();
            connection.release();
          }
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void whoeverWaitsForCapacityInVainIsToldWhoHasIt() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ofSeconds(2)),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.sim.advance(SECOND);
          PoolException thrown =
              catchThrowableOfType(PoolException.class, () -> simulated.pool.acquire(ECHO));
          assertThat(thrown.error())
              .isEqualTo(
                  new PoolError.AcquireTimeout(
                      ECHO_KEY,
                      Duration.ofSeconds(2),
                      new PoolError.EndpointLoad(
                          1, 1, 0, 0, 1, false, "test", Duration.ofSeconds(3), null)));
          assertThat(thrown.context()).containsExactly("acquiring a connection to echo.test:7");
          assertThat(simulated.pool.stats(ECHO).timeouts()).isEqualTo(1);
          held.release();
        });
  }

  @Test
  void ofSeveralLeasesHeIsToldOfTheOneThatHasLastedLongest() {
    run(
        config -> config.maxConnectionsPerEndpoint(3),
        simulated -> {
          List<Connection> made = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            made.add(simulated.pool.acquire(ECHO));
          }
          List<Connection> held = new ArrayList<>();
          for (int next : new int[] {1, 2, 0}) { // in another order than they were made in
            simulated.sim.advance(SECOND);
            made.get(next).release();
            held.add(simulated.acquireElsewhere("holder " + next).result());
          }
          PoolException thrown =
              catchThrowableOfType(PoolException.class, () -> simulated.pool.acquire(ECHO, SECOND));
          assertThat(thrown.error())
              .isEqualTo(
                  new PoolError.AcquireTimeout(
                      ECHO_KEY,
                      SECOND,
                      new PoolError.EndpointLoad(
                          3, 3, 0, 0, 1, false, "holder 1", Duration.ofSeconds(3), null)));
          held.forEach(Connection::release);
        });
  }

  @Test
  void withoutAnAcquireTimeoutACallerWaitsAsLongAsItTakes() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ZERO),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.sim.advance(Duration.ofMinutes(50));
          assertThat(waiter.isDone()).isFalse();
          held.release();
          waiter.result();
        });
  }

  @Test
  void theTimeThatCallersWaitedIsSummedUp() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.settle();
          assertThat(simulated.pool.stats(ECHO).waiting()).isEqualTo(1);
          simulated.sim.advance(SECOND);
          held.release();
          waiter.result();
          assertThat(simulated.pool.stats(ECHO).waitTime())
              .isBetween(SECOND, SECOND.plus(MILLISECOND));
        });
  }
}
