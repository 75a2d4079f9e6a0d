package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A waiter is served by whichever comes first: a returned connection, a dial, a freed place. */
class CapacityTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** One place, held by the test; one caller waits for it. */
  @FunctionalInterface
  private interface Freeing {
    void free(SimulatedPool simulated, Connection held) throws Exception;
  }

  private static void aWaiterIsServedAtOnceBy(Freeing freeing) {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.sim.advance(SECOND);
          assertThat(waiter.isDone()).isFalse();
          freeing.free(simulated, held);
          waiter.result();
          assertThat(waiter.took()).isEqualTo(SECOND);
          held.release();
        });
  }

  @Test
  void a11_aWaiterIsServedWhenAConnectionIsReturned() {
    aWaiterIsServedAtOnceBy((simulated, held) -> held.release());
  }

  @Test
  void a11_aWaiterIsServedWhenALeaseIsClosed() {
    aWaiterIsServedAtOnceBy((simulated, held) -> held.close());
  }

  @Test
  void a11_aWaiterIsServedWhenAReleasedConnectionCannotBeReused() {
    aWaiterIsServedAtOnceBy(
        (simulated, held) -> {
          held.shutdownOutput();
          held.release();
        });
  }

  @Test
  void a11_aWaiterIsServedWhenTheLimitIsRaised() {
    aWaiterIsServedAtOnceBy((simulated, held) -> simulated.pool.limit(ECHO, 2));
  }

  @Test
  void a11_aWaiterIsServedWhenWhatWasClearedIsReturned() {
    aWaiterIsServedAtOnceBy(
        (simulated, held) -> {
          simulated.pool.clearEndpoint(ECHO);
          held.release();
        });
  }

  @Test
  void a11_allWaitersThatFindRoomAreServedWhenTheLimitIsRaised() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          List<Caller<Connection>> waiters = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            waiters.add(simulated.acquireElsewhere("waiter " + i));
          }
          simulated.settle();
          simulated.pool.limit(ECHO, 4);
          for (Caller<Connection> waiter : waiters) {
            waiter.result().release();
          }
          held.release();
        });
  }

  @Test
  void a11_aWaiterIsServedAnewWhenTheDialItWaitsForIsCleared() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.blackHole();
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.sim.advance(SECOND);
          assertThat(simulated.server.openCount()).isEqualTo(1);
          // The connect under way hangs for good; only a new one finds the server that answers.
          simulated.dns.answer("echo.test", "10.0.0.2");
          simulated.echo("10.0.0.2", 7);
          simulated.pool.clearEndpoint(ECHO);
          waiter.result();
          assertThat(waiter.took()).isEqualTo(SECOND);
          assertThat(simulated.server.openCount()).isZero();
          assertThat(simulated.pool.stats(ECHO).errors()).isZero();
        });
  }

  @Test
  void a11_aWaiterIsServedWhenAnotherEndpointsIdleConnectionIsEvicted() {
    run(
        config -> config.maxConnections(1),
        simulated -> {
          simulated.dns.answer("other.test", "10.0.0.2");
          simulated.echo("10.0.0.2", 7);
          simulated.use(ECHO, "idle from here on");
          simulated.sim.advance(SECOND);
          Caller<Boolean> waiter =
              Caller.start(
                  simulated,
                  "waiter",
                  () -> {
                    simulated.use(Endpoint.of("other.test", 7), "there");
                    return true;
                  });
          waiter.result();
          assertThat(waiter.took()).isZero();
          assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void a02_aFailedDialFreesItsPlaceForTheNextWaiter() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).connectRetryCount(0),
        simulated -> {
          simulated.server.refuse().delay(SECOND);
          Caller<Boolean> first = simulated.useElsewhere("first");
          simulated.sim.advance(Duration.ofMillis(500));
          // Came after the only try had begun, so that its failure does not concern it.
          Caller<Boolean> second = simulated.useElsewhere("second");
          assertThat(first.error()).isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(first.took()).isEqualTo(SECOND);
          simulated.server.accept(ServerHandler.echo());
          second.result();
          assertThat(second.took()).isEqualTo(Duration.ofMillis(1500));
        });
  }

  @Test
  void a04_aDialWhoseCallerLeftGoesIdleAsOldAsItIs() {
    run(
        config -> config.maxIdleTime(Duration.ofSeconds(60)),
        simulated -> {
          simulated.server.delay(Duration.ofSeconds(3));
          Caller<Connection> caller = simulated.acquireElsewhere("caller", SECOND);
          assertThat(caller.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(caller.took()).isEqualTo(SECOND);
          simulated.sim.advance(Duration.ofSeconds(10));
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
          try (Connection connection = simulated.pool.acquire(ECHO)) {
            assertThat(connection.isReused()).isFalse();
            assertThat(connection.age()).isBetween(Duration.ofSeconds(8), Duration.ofMillis(8010));
            exchange(connection, "late");
            connection.release();
          }
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a04_aDialWhoseCallerLeftExpiresFromWhenItWasMade() {
    run(
        config -> config.maxIdleTime(Duration.ofSeconds(60)),
        simulated -> {
          simulated.server.delay(Duration.ofSeconds(3));
          assertThat(simulated.acquireElsewhere("caller", SECOND).error())
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          simulated.sim.advance(Duration.ofMillis(61_900));
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
          simulated.sim.advance(Duration.ofMillis(200));
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
        });
  }

  @Test
  void a05_aReturnedConnectionBeatsTheCallersOwnDialWhoseResultIsKeptForOthers() {
    run(
        config -> config.maxConnectionsPerEndpoint(2),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.delay(Duration.ofSeconds(5));
          Caller<Connection> waiter = simulated.acquireElsewhere("waiter");
          simulated.sim.advance(SECOND);
          held.release();
          Connection got = waiter.result();
          assertThat(waiter.took()).isEqualTo(SECOND);
          assertThat(got.isReused()).isTrue();
          simulated.sim.advance(Duration.ofSeconds(5));
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
          try (Connection other = simulated.pool.acquire(ECHO)) {
            assertThat(other.isReused()).isFalse();
            exchange(other, "kept for others");
            other.release();
          }
          got.release();
          assertThat(simulated.pool.stats(ECHO).totalCreated()).isEqualTo(2);
        });
  }

  @Test
  void aDialServesTheFirstWaiterThoughItWasBegunForTheSecond() {
    run(
        config -> config.maxConnectionsPerEndpoint(2).fairnessDelay(Duration.ZERO),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          simulated.server.delay(Duration.ofSeconds(5));
          Caller<Connection> first = simulated.acquireElsewhere("first");
          simulated.settle();
          Caller<Connection> second = simulated.acquireElsewhere("second");
          simulated.sim.advance(Duration.ofSeconds(6));
          Connection dialed = first.result();
          assertThat(dialed.isReused()).isFalse();
          assertThat(second.isDone()).isFalse();
          dialed.release();
          second.result().release();
          held.release();
        });
  }

  @Test
  void aBurstOfCallersDialsInParallelUpToTheLimit() {
    run(
        config -> config.maxConnectionsPerEndpoint(4),
        simulated -> {
          simulated.server.delay(SECOND);
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            callers.add(simulated.useElsewhere("caller " + i));
          }
          simulated.settle();
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(4);
          assertThat(simulated.pool.stats(ECHO).waiting()).isEqualTo(8);
          for (Caller<Boolean> caller : callers) {
            caller.result();
            assertThat(caller.took()).isBetween(SECOND, SECOND.plusMillis(2));
          }
          assertThat(simulated.net.connectCount()).isEqualTo(4);
        });
  }

  @Test
  void whatIsReturnedAboveALoweredLimitIsClosedAndServesNobody() {
    run(
        config -> config.maxConnectionsPerEndpoint(3),
        simulated -> {
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            held.add(simulated.pool.acquire(ECHO));
          }
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.sim.advance(SECOND);
          simulated.pool.limit(ECHO, 1);
          held.get(0).release();
          held.get(1).release();
          simulated.settle();
          assertThat(simulated.net.openCount()).isEqualTo(1);
          assertThat(waiter.isDone()).isFalse();
          held.get(2).release();
          waiter.result();
          assertThat(simulated.net.connectCount()).isEqualTo(3);
        });
  }

  @Test
  void aLoweredLimitIsSoonReachedThoughEverybodyIsBusy() {
    run(
        config -> config.maxConnectionsPerEndpoint(4),
        simulated -> {
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            callers.add(Caller.start(simulated, "caller " + i, () -> beBusy(simulated)));
          }
          simulated.sim.advance(Duration.ofMillis(10));
          assertThat(simulated.net.openCount()).isEqualTo(4);
          simulated.pool.limit(ECHO, 1);
          simulated.sim.advance(Duration.ofMillis(10));
          assertThat(simulated.net.openCount()).isEqualTo(1);
          callers.forEach(Caller::result);
        });
  }

  private static boolean beBusy(SimulatedPool simulated) throws IOException {
    for (int round = 0; round < 20; round++) {
      try (Connection connection = simulated.pool.acquire(ECHO)) {
        exchange(connection, "round " + round);
        simulated.sim.advance(Duration.ofMillis(1));
        connection.release();
      }
    }
    return true;
  }
}
