package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How often a dial tries, who fails with it, and who does not. */
class DialTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Endpoint ECHO_KEY = PoolConfig.defaults().resolve(ECHO);

  @Test
  void pausesDoubleAndHalfOfEachIsLeftToChance() {
    Set<Duration> firstPauses = new HashSet<>();
    run(
        config -> config.connectRetryDelay(Duration.ofMillis(100)),
        simulated -> {
          simulated.server.refuse();
          Caller<Connection> caller = simulated.acquireElsewhere("caller");
          long full = 100;
          Duration last = Duration.ZERO;
          for (int tries = 1; tries <= 4; tries++) {
            int now = tries;
            simulated.sim.await(() -> simulated.server.connectCount() == now);
            if (tries > 1) {
              Duration pause = simulated.sim.elapsed().minus(last);
              assertThat(pause).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
              full *= 2;
              if (tries == 2) {
                firstPauses.add(pause);
              }
            }
            last = simulated.sim.elapsed();
          }
          assertThat(caller.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(caller.took()).isEqualTo(last);
        });
    assertThat(firstPauses).hasSizeGreaterThan(SimulatedPool.SEEDS / 2);
  }

  @Test
  void aServerThatComesBackDuringThePausesServesTheCaller() {
    run(
        config -> config,
        simulated -> {
          simulated.server.refuse();
          Caller<Boolean> caller = simulated.useElsewhere("caller");
          simulated.sim.await(() -> simulated.server.connectCount() == 2);
          simulated.server.accept(ServerHandler.echo());
          caller.result();
          assertThat(simulated.server.connectCount()).isEqualTo(3);
          assertThat(simulated.pool.stats(ECHO).errors()).isZero();
        });
  }

  @Test
  void anAddressThatRefusesGivesWayToOneThatAnswers() {
    run(
        config -> config,
        simulated -> {
          simulated.server.refuse();
          simulated.echo("10.0.0.2", 7);
          simulated.dns.answer("echo.test", "10.0.0.1", "10.0.0.2");
          Caller<Boolean> caller = simulated.useElsewhere("caller");
          caller.result();
          assertThat(caller.took()).isZero();
        });
  }

  @Test
  void a28_whenTheServerIsDownAllWhoWaitFailTogetherEachWithItsOwnException() {
    run(
        config -> config.connectRetryCount(1).maxConnectionsPerEndpoint(3),
        simulated -> {
          simulated.server.refuse();
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            callers.add(simulated.acquireElsewhere("caller " + i));
          }
          Set<PoolException> thrown = new HashSet<>();
          for (Caller<Connection> caller : callers) {
            assertThat(caller.error()).isInstanceOf(PoolError.ConnectionFailed.class);
            assertThat(caller.took()).isLessThan(Duration.ofMillis(400));
            assertThat(thrown.add(caller.poolException())).isTrue();
            assertThat(caller.poolException()).hasRootCauseInstanceOf(ConnectException.class);
          }
        });
  }

  @Test
  void a28_whileAnEndpointIsDownNewcomersShareOneDialThatBeginsAtOnce() {
    run(
        config -> config.connectRetryCount(0),
        simulated -> {
          simulated.server.refuse();
          assertThat(simulated.acquireElsewhere("caller").error())
              .isInstanceOf(PoolError.ConnectionFailed.class);
          simulated.server.delay(SECOND);
          int before = simulated.server.connectCount();
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            callers.add(simulated.acquireElsewhere("caller " + i));
          }
          simulated.settle();
          assertThat(simulated.server.connectCount()).isEqualTo(before + 1);
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(1);
          for (Caller<Connection> caller : callers) {
            assertThat(caller.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          }
          assertThat(simulated.server.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void a28_theRecoveryOfAServerIsSeenAtOnce() {
    run(
        config -> config.connectRetryCount(0),
        simulated -> {
          simulated.server.refuse();
          assertThat(simulated.acquireElsewhere("caller").error())
              .isInstanceOf(PoolError.ConnectionFailed.class);
          simulated.server.accept(ServerHandler.echo()).delay(SECOND);
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            callers.add(simulated.acquireElsewhere("caller " + i));
          }
          simulated.settle();
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(1);
          // One dial finds out; when it has succeeded the others get theirs in parallel.
          for (Caller<Connection> caller : callers) {
            caller.result();
            assertThat(caller.took()).isLessThanOrEqualTo(Duration.ofSeconds(2));
          }
          callers.forEach(caller -> caller.result().release());
        });
  }

  @Test
  void aReturnedConnectionEndsTheDownState() {
    run(
        config -> config.connectRetryCount(0).maxConnectionsPerEndpoint(5),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.refuse();
          assertThat(simulated.acquireElsewhere("caller").error())
              .isInstanceOf(PoolError.ConnectionFailed.class);
          held.release();
          Connection again = simulated.pool.acquire(ECHO);
          simulated.server.accept(ServerHandler.echo()).delay(SECOND);
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            callers.add(simulated.acquireElsewhere("caller " + i));
          }
          simulated.settle();
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(3);
          callers.forEach(caller -> caller.result().release());
          again.release();
          simulated.settle();
        });
  }

  @Test
  void a28_whileLeasesComeAndGoAFullServerFailsNobody() {
    run(
        config -> config.maxConnectionsPerEndpoint(6),
        simulated -> {
          List<Connection> first = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            first.add(simulated.pool.acquire(ECHO));
          }
          simulated.server.refuse();
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            callers.add(
                Caller.start(
                    simulated,
                    "caller " + i,
                    () -> {
                      for (int round = 0; round < 20; round++) {
                        try (Connection connection = simulated.pool.acquire(ECHO)) {
                          exchange(connection, "round " + round);
                          simulated.sim.advance(Duration.ofMillis(20));
                          connection.release();
                        }
                      }
                      return true;
                    }));
          }
          first.forEach(Connection::release);
          callers.forEach(Caller::result);
          assertThat(simulated.server.maxOpenCount()).isLessThanOrEqualTo(6);
        });
  }

  @Test
  void aFailedDialDoesNotFailAWaiterIfALeaseEndedDuringItsLastTry() {
    run(
        config -> config.connectRetryCount(0).maxConnectionsPerEndpoint(2),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.refuse().delay(SECOND);
          Caller<Connection> first = simulated.acquireElsewhere("first");
          simulated.settle();
          Caller<Connection> second = simulated.acquireElsewhere("second");
          simulated.sim.advance(Duration.ofMillis(500));
          held.release();
          Connection got = first.result();
          simulated.sim.advance(Duration.ofMillis(600));
          // The dial has failed; the second waiter was there all the time, and stays.
          assertThat(simulated.pool.stats(ECHO).errors()).isEqualTo(1);
          assertThat(second.isDone()).isFalse();
          // A new dial was begun for it at once, and during that one nothing good happens.
          assertThat(second.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(second.took()).isBetween(Duration.ofMillis(1999), Duration.ofSeconds(2));
          got.release();
        });
  }

  @Test
  void aLeaseThatEndsWithoutAReturnCountsAsMuch() {
    run(
        config -> config.connectRetryCount(0).maxConnectionsPerEndpoint(2),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.refuse().delay(SECOND);
          Caller<Connection> waiter = simulated.acquireElsewhere("waiter");
          simulated.sim.advance(Duration.ofMillis(500));
          held.close();
          // The first dial fails after a second; the next one fails without any such excuse.
          assertThat(waiter.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(waiter.took()).isEqualTo(Duration.ofSeconds(2));
        });
  }

  @Test
  void aFailedDialDoesNotFailAWaiterIfAnotherDialSucceededMeanwhile() {
    AtomicReference<SimulatedPool> current = new AtomicReference<>();
    AtomicInteger hooks = new AtomicInteger();
    run(
        config -> {
          hooks.set(0);
          return config
              .maxConnectionsPerEndpoint(2)
              .onConnect(setup -> prepare(current.get(), hooks.incrementAndGet()));
        },
        simulated -> {
          current.set(simulated);
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            callers.add(simulated.acquireElsewhere("caller " + i));
          }
          simulated.sim.advance(Duration.ofMillis(1500));
          // One was served by the second dial, one by the dial that followed the failed first.
          List<Caller<Connection>> served = callers.stream().filter(Caller::isDone).toList();
          assertThat(served).hasSize(2);
          assertThat(simulated.pool.stats(ECHO).errors()).isEqualTo(1);
          served.forEach(caller -> caller.result().release());
          callers.removeAll(served);
          callers.get(0).result().release();
        });
  }

  /** The first dial fails after a second, the second succeeds after half of that. */
  private static void prepare(SimulatedPool simulated, int number) throws IOException {
    if (number == 1) {
      simulated.sim.advance(SECOND);
      throw new IOException("the first is refused");
    } else if (number == 2) {
      simulated.sim.advance(SECOND.dividedBy(2));
    }
  }

  @Test
  void aWaiterThatStayedThroughAFailedDialTellsOfItWhenItsTimeIsUp() {
    run(
        config -> config.connectRetryCount(0).maxConnectionsPerEndpoint(2),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.refuse().delay(SECOND);
          Caller<Connection> first = simulated.acquireElsewhere("first");
          simulated.settle();
          Caller<Connection> second = simulated.acquireElsewhere("second", Duration.ofMillis(1500));
          simulated.sim.advance(Duration.ofMillis(500));
          held.release();
          Connection got = first.result();
          PoolException thrown = second.poolException();
          assertThat(thrown.error())
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  error -> assertThat(error.load().lastDialError()).contains("Connection refused"));
          assertThat(thrown)
              .hasCauseInstanceOf(PoolException.class)
              .hasRootCauseInstanceOf(ConnectException.class);
          got.release();
          simulated.sim.advance(Duration.ofSeconds(2));
        });
  }

  @Test
  void failingNeverWaitsOutTheDeadline() {
    run(
        config -> config.connectRetryDelay(Duration.ofSeconds(10)),
        simulated -> {
          simulated.server.refuse();
          Caller<Connection> caller = simulated.acquireElsewhere("caller", Duration.ofMillis(4999));
          assertThat(caller.error())
              .isInstanceOfSatisfying(
                  PoolError.ConnectionFailed.class,
                  error -> assertThat(error.attempts()).isEqualTo(1));
          assertThat(caller.took()).isZero();
        });
  }

  @Test
  void aDialGoesOnForTheLatestDeadlineAndANewcomerExtendsIt() {
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .connectRetryCount(1)
                .connectRetryDelay(Duration.ofSeconds(4)),
        simulated -> {
          simulated.server.refuse().delay(SECOND);
          Caller<Connection> hasty = simulated.acquireElsewhere("hasty", Duration.ofMillis(1100));
          simulated.sim.advance(Duration.ofMillis(500));
          Caller<Connection> patient =
              simulated.acquireElsewhere("patient", Duration.ofSeconds(20));
          PoolException thrown = hasty.poolException();
          assertThat(thrown.error())
              .isEqualTo(new PoolError.ConnectionTimeout(ECHO_KEY, Duration.ofMillis(1100)));
          assertThat(thrown)
              .hasCauseInstanceOf(PoolException.class)
              .hasRootCauseInstanceOf(ConnectException.class);
          simulated.server.accept(ServerHandler.echo());
          patient.result().release();
          assertThat(patient.took()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
        });
  }

  @Test
  void aPausingDialIsDroppedWhenNobodyWaitsForItAnyMore() {
    run(
        config -> config.connectRetryDelay(Duration.ofSeconds(10)),
        simulated -> {
          simulated.server.refuse();
          Caller<Connection> caller = simulated.acquireElsewhere("caller", Duration.ofMinutes(1));
          simulated.sim.advance(SECOND);
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(1);
          caller.interrupt();
          assertThat(caller.error()).isInstanceOf(PoolError.Interrupted.class);
          assertThat(simulated.pool.stats(ECHO).dialing()).isZero();
          simulated.sim.advance(Duration.ofMinutes(2));
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a32_aHastyCallerDoesNotRuinTheDialOfPatientOnes() {
    run(
        config -> config,
        simulated -> {
          simulated.server.delay(Duration.ofSeconds(2));
          Caller<Connection> hasty = simulated.acquireElsewhere("hasty", Duration.ofMillis(50));
          simulated.settle();
          Caller<Connection> patient =
              simulated.acquireElsewhere("patient", Duration.ofSeconds(30));
          assertThat(hasty.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
          patient.result().release();
          assertThat(patient.took()).isLessThanOrEqualTo(Duration.ofSeconds(2));
          simulated.sim.advance(Duration.ofSeconds(2));
        });
  }
}
