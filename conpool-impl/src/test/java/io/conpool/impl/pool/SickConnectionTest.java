package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callers bear whose connections are sick: neither their place nor their deadline suffers. */
class SickConnectionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aHealthCheckThatTakesTooLongIsAbortedAndTheCallerGetsAnother() {
    SimulatedPool.run(
        config ->
            config
                .healthCheckTimeout(Duration.ofMillis(300))
                .healthCheck(stream -> stream.inputStream().read() >= 0),
        s -> {
          s.use(ECHO, "a");
          s.use(ECHO, "b");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(300));
          assertThat(s.events.closed).containsExactly(CloseReason.HEALTH_CHECK_FAILED);
        });
  }

  @Test
  void theCallersDeadlineBoundsItsHealthCheckToo() {
    SimulatedPool.run(
        config ->
            config
                .healthCheckTimeout(Duration.ofSeconds(5))
                .healthCheck(stream -> stream.inputStream().read() >= 0),
        s -> {
          s.use(ECHO, "a");
          s.server.delay(SECOND);
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(300))))
              .isInstanceOfAny(PoolError.AcquireTimeout.class, PoolError.ConnectionTimeout.class);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(300));
          s.sim.await(s::isAtRest);
        });
  }

  @Test
  void oneDeadlineCoversAllTheSickConnectionsAndTheDial() {
    SimulatedPool.run(
        config ->
            config
                .healthCheckTimeout(SECOND)
                .healthCheck(stream -> stream.inputStream().read() >= 0),
        s -> {
          List<Connection> held =
              List.of(s.pool.acquire(ECHO), s.pool.acquire(ECHO), s.pool.acquire(ECHO));
          held.forEach(Connection::release);
          s.server.delay(Duration.ofSeconds(5));
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(3500))))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(3500));
          assertThat(s.events.closed).hasSize(3);
          s.sim.await(s::isAtRest);
        });
  }

  @Test
  void a14_failingChecksDoNotMultiplyTheCallersDeadline() {
    run(
        config -> config.healthCheck(SimulatedPool::ping).healthCheckTimeout(SECOND),
        simulated -> {
          simulated.server.accept(ServerConnection::awaitClosed);
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            held.add(simulated.pool.acquire(ECHO));
          }
          held.forEach(Connection::release);
          simulated.server.blackHole();
          Caller<Connection> caller = simulated.acquireElsewhere("caller", Duration.ofMillis(2500));
          assertThat(caller.error())
              .isInstanceOfAny(PoolError.AcquireTimeout.class, PoolError.ConnectionTimeout.class);
          assertThat(caller.took()).isEqualTo(Duration.ofMillis(2500));
          simulated.sim.advance(Duration.ofSeconds(20));
        });
  }

  @Test
  void a14_aCallerWhoseTimeIsUpDuringACheckSpoilsNoOtherIdleConnection() {
    run(
        config ->
            config.healthCheck(SimulatedPool::ping).healthCheckTimeout(Duration.ofSeconds(10)),
        simulated -> {
          simulated.server.accept(ServerConnection::awaitClosed);
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            held.add(simulated.pool.acquire(ECHO));
          }
          held.forEach(Connection::release);
          Caller<Connection> caller = simulated.acquireElsewhere("caller", SECOND);
          caller.failure();
          assertThat(caller.took()).isEqualTo(SECOND);
          simulated.settle();
          assertThat(simulated.pool.stats(ECHO).totalClosed()).isEqualTo(1);
        });
  }

  /** What a caller does with its lease before it releases it. */
  @FunctionalInterface
  private interface Turn {
    void take(String name, Connection lease) throws IOException;
  }

  /** Three callers who come one after the other. */
  private static List<Caller<?>> threeInTurn(SimulatedPool simulated, Turn turn) {
    List<Caller<?>> callers = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      callers.add(
          Caller.start(
              simulated,
              name,
              () -> {
                try (Connection connection = simulated.pool.acquire(ECHO)) {
                  turn.take(name, connection);
                  connection.release();
                }
                return true;
              }));
      simulated.settle();
    }
    return callers;
  }

  @Test
  void a14_aFailedCheckKeepsTheCallersPlaceAndTheConnectionsPlaceServesIt() {
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .fairnessDelay(Duration.ZERO)
                .healthCheck(stream -> false),
        simulated -> {
          List<String> served = new ArrayList<>();
          Connection held = simulated.pool.acquire(ECHO);
          List<Caller<?>> callers = threeInTurn(simulated, (name, lease) -> served.add(name));
          held.release();
          callers.forEach(Caller::result);
          assertThat(served).containsExactly("first", "second", "third");
          assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void a14_whoeverWasServedASickConnectionGoesBeforeThoseWhoCameMeanwhile() {
    run(
        config ->
            config
                .maxConnectionsPerEndpoint(1)
                .healthCheck(SimulatedPool::ping)
                .healthCheckTimeout(SECOND),
        simulated -> {
          simulated.server.accept(ServerConnection::awaitClosed);
          simulated.pool.acquire(ECHO).release();
          Caller<Connection> first = simulated.acquireElsewhere("first");
          simulated.sim.advance(Duration.ofMillis(500));
          Caller<Connection> second = simulated.acquireElsewhere("second");
          Connection dialed = first.result();
          assertThat(first.took()).isEqualTo(SECOND);
          assertThat(second.isDone()).isFalse();
          dialed.close();
          second.result().close();
        });
  }

  @Test
  void a14_aDeadConnectionKeepsTheCallersPlace() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        simulated -> {
          List<String> served = new ArrayList<>();
          Connection held = simulated.pool.acquire(ECHO);
          List<Caller<?>> callers =
              threeInTurn(
                  simulated,
                  (name, lease) -> {
                    served.add(name);
                    exchange(lease, name);
                    simulated.server.restart();
                  });
          simulated.server.restart();
          held.release();
          callers.forEach(Caller::result);
          assertThat(served).containsExactly("first", "second", "third");
          simulated.pool.clearEndpoint(ECHO);
        });
  }

  @Test
  void a15_aSlowCheckHoldsUpNobodyElse() {
    run(
        config ->
            config.healthCheckTimeout(Duration.ofSeconds(10)).healthCheck(SimulatedPool::ping),
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Connection held = simulated.pool.acquire(ECHO);
          simulated.use(ECHO, "warm");
          Caller<Connection> slow = simulated.acquireElsewhere("slow");
          simulated.settle();
          held.release();
          // Its own check takes as long, and not longer because of the other one.
          Caller<Connection> other = simulated.acquireElsewhere("other");
          other.result().release();
          assertThat(other.took()).isEqualTo(SECOND);
          slow.result().release();
        });
  }
}
