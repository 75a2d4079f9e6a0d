package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.HealthCheck;
import io.conpool.PoolError;
import io.conpool.PoolStats;
import io.conpool.impl.sim.ServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The user's health check: when it is asked, and what it cannot spoil. */
class HealthCheckTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static boolean ping(DuplexStream stream) throws IOException {
    stream.outputStream().write(new byte[] {'?', '\n'});
    return stream.inputStream().readNBytes(2).length == 2;
  }

  private static void aFailingCheckIsSilentlyReplaced(HealthCheck check) {
    run(
        config -> config.maxConnectionsPerEndpoint(1).healthCheck(check),
        simulated -> {
          for (int round = 0; round < 3; round++) {
            try (Connection connection = simulated.pool.acquire(ECHO)) {
              assertThat(connection.isReused()).isFalse();
              exchange(connection, "round " + round);
              connection.release();
            }
          }
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(3);
          assertThat(stats.errors()).isZero();
          assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void a15_aConnectionWhoseCheckThrowsIsReplaced() {
    aFailingCheckIsSilentlyReplaced(
        stream -> {
          throw new IOException("no pong");
        });
    aFailingCheckIsSilentlyReplaced(
        stream -> {
          throw new IllegalStateException("a mistake in the check");
        });
  }

  @Test
  void a15_aConnectionWhoseCheckThrowsAnErrorIsReplaced() {
    aFailingCheckIsSilentlyReplaced(
        stream -> {
          throw new StackOverflowError();
        });
  }

  @Test
  void aConnectionOnWhichTheCheckLeftSomethingUnreadIsReplaced() {
    run(
        config ->
            config.healthCheck(
                stream -> {
                  stream.outputStream().write(new byte[] {'?', '\n'});
                  return stream.inputStream().read() == '?';
                }),
        simulated -> {
          simulated.use(ECHO, "warm");
          simulated.use(ECHO, "never the line feed of the check");
        });
  }

  @Test
  void a14_failingChecksDoNotMultiplyTheCallersDeadline() {
    run(
        config -> config.healthCheck(HealthCheckTest::ping).healthCheckTimeout(SECOND),
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
            config.healthCheck(HealthCheckTest::ping).healthCheckTimeout(Duration.ofSeconds(10)),
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
          List<Caller<?>> callers = new ArrayList<>();
          for (String name : List.of("first", "second", "third")) {
            callers.add(
                Caller.start(
                    simulated,
                    name,
                    () -> {
                      try (Connection connection = simulated.pool.acquire(ECHO)) {
                        served.add(name);
                        connection.release();
                      }
                      return true;
                    }));
            simulated.settle();
          }
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
                .healthCheck(HealthCheckTest::ping)
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
          List<Caller<?>> callers = new ArrayList<>();
          for (String name : List.of("first", "second", "third")) {
            callers.add(
                Caller.start(
                    simulated,
                    name,
                    () -> {
                      try (Connection connection = simulated.pool.acquire(ECHO)) {
                        served.add(name);
                        exchange(connection, name);
                        simulated.server.restart();
                        connection.release();
                      }
                      return true;
                    }));
            simulated.settle();
          }
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
            config.healthCheckTimeout(Duration.ofSeconds(10)).healthCheck(HealthCheckTest::ping),
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
