package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Connection;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

// Long because a caller may leave at any step, and by time, interrupt or close.

/** Callers that leave, by an interrupt or because their time is up, at every step. */
class LeavingTest {

  private static final int SEEDS = 8 * SimulatedPool.SEEDS;
  private static final Duration STEP = Duration.ofMillis(100);

  /** A server, a resolver and a hook that take a while each; one place, which the test holds. */
  private static void atEveryStep(Leaving leaving) {
    run(
        LeavingTest::slowly,
        simulated -> {
          simulated.server.delay(STEP);
          simulated.server.accept(simulated.answersAfter(STEP));
          simulated.dns.delay("echo.test", STEP);
          for (int millis = 0; millis <= 600; millis += 25) {
            Duration after = Duration.ofMillis(millis);
            Connection held = simulated.pool.acquire(ECHO);
            Caller<Boolean> leaver = leaving.start(simulated, after);
            Caller<Boolean> other = simulated.useElsewhere("other");
            simulated.sim.advance(STEP);
            held.close();
            leaver.took();
            other.result();
            simulated.sim.advance(Duration.ofSeconds(1));
            simulated.requireRest();
            assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
            simulated.pool.clearEndpoint(ECHO);
          }
        });
  }

  private static PoolConfig.Builder slowly(PoolConfig.Builder config) {
    return config.maxConnectionsPerEndpoint(1).onConnect(LeavingTest::greet);
  }

  private static void greet(ConnectionSetup setup) throws IOException {
    setup.outputStream().write(new byte[] {'h', 'i', '\n'});
    if (setup.inputStream().readNBytes(3).length < 3) {
      throw new IOException("no greeting");
    }
  }

  /** A caller that leaves after a while. */
  @FunctionalInterface
  private interface Leaving {
    Caller<Boolean> start(SimulatedPool simulated, Duration after);
  }

  private static Callable<Boolean> wasInterrupted(SimulatedPool simulated) {
    return () -> {
      try {
        simulated.use(ECHO, "word");
        return false;
      } catch (PoolException e) {
        assertThat(e.error()).isEqualTo(new PoolError.Interrupted());
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        return true;
      } catch (IOException e) {
        // The interrupt came after the acquire, in the exchange.
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        return true;
      }
    };
  }

  @Test
  void a03_aCallerInterruptedAtAnyStepLeavesNothingBehind() {
    atEveryStep(
        (simulated, after) -> {
          Caller<Boolean> leaver = Caller.start(simulated, "leaver", wasInterrupted(simulated));
          Caller.start(
              simulated,
              "interrupter",
              () -> {
                simulated.sim.advance(after);
                leaver.interrupt();
                return true;
              });
          return leaver;
        });
  }

  @Test
  void a03_aCallerWhoseTimeIsUpAtAnyStepLeavesNothingBehindAndLeavesInTime() {
    atEveryStep(
        (simulated, after) ->
            Caller.start(
                simulated,
                "leaver",
                () -> {
                  Duration began = simulated.sim.elapsed();
                  try (Connection connection = simulated.pool.acquire(ECHO, after)) {
                    assertThat(simulated.sim.elapsed().minus(began)).isLessThanOrEqualTo(after);
                    exchange(connection, "in time");
                    connection.release();
                  } catch (PoolException e) {
                    assertThat(e.error())
                        .isInstanceOfAny(
                            PoolError.AcquireTimeout.class, PoolError.ConnectionTimeout.class);
                    assertThat(simulated.sim.elapsed().minus(began)).isEqualTo(after);
                  }
                  return true;
                }));
  }

  private static void whileAConnectionIsHandedOver(
      Duration fairnessDelay, Leaving leaving, Duration whenItIsReturned) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(
          seed,
          config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(fairnessDelay),
          simulated -> {
            Connection held = simulated.pool.acquire(ECHO);
            Caller<Boolean> leaver = leaving.start(simulated, whenItIsReturned);
            simulated.settle();
            Caller<Boolean> next = simulated.useElsewhere("next");
            simulated.sim.advance(whenItIsReturned.minusNanos(1));
            held.release();
            leaver.result();
            next.result();
            assertThat(next.took()).isLessThan(whenItIsReturned.plusMillis(2));
            assertThat(simulated.net.connectCount()).isEqualTo(1);
            assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
          });
    }
  }

  /** Interrupted in the very moment in which it may be served; uses what it gets. */
  private static Caller<Boolean> interrupted(SimulatedPool simulated, Duration after) {
    Caller<Boolean> leaver =
        Caller.start(
            simulated,
            "leaver",
            () -> {
              try (Connection connection = simulated.pool.acquire(ECHO)) {
                connection.release();
              } catch (PoolException e) {
                assertThat(e.error()).isEqualTo(new PoolError.Interrupted());
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
              return true;
            });
    Caller.start(
        simulated,
        "interrupter",
        () -> {
          simulated.sim.advance(after);
          leaver.interrupt();
          return true;
        });
    return leaver;
  }

  private static Caller<Boolean> timedOut(SimulatedPool simulated, Duration after) {
    return Caller.start(
        simulated,
        "leaver",
        () -> {
          try (Connection connection = simulated.pool.acquire(ECHO, after)) {
            connection.release();
          } catch (PoolException e) {
            assertThat(e.error()).isInstanceOf(PoolError.AcquireTimeout.class);
          }
          return true;
        });
  }

  @Test
  void a03_whatWasHandedToAnInterruptedCallerIsPassedOn() {
    whileAConnectionIsHandedOver(Duration.ZERO, LeavingTest::interrupted, STEP);
  }

  @Test
  void a03_whatWasHandedToACallerWhoseTimeIsUpIsPassedOn() {
    whileAConnectionIsHandedOver(Duration.ZERO, LeavingTest::timedOut, STEP);
  }

  @Test
  void a03_aWakeThatAnInterruptedCallerDoesNotUseIsPassedOn() {
    whileAConnectionIsHandedOver(Duration.ofSeconds(1), LeavingTest::interrupted, STEP);
  }

  @Test
  void a03_aWakeThatACallerWhoseTimeIsUpDoesNotUseIsPassedOn() {
    whileAConnectionIsHandedOver(Duration.ofSeconds(1), LeavingTest::timedOut, STEP);
  }

  @Test
  void a03_whoeverIsInterruptedBeforeAConnectionIsHandedToHimDoesNotGetIt() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Connection> waiter = simulated.acquireElsewhere("waiter");
          simulated.settle();
          waiter.interrupt();
          held.release();
          assertThat(waiter.error()).isEqualTo(new PoolError.Interrupted());
          simulated.requireRest();
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void a16_aCallThatIsInterruptedBeforeItBeginsTouchesNothing() {
    run(
        config -> config,
        simulated -> {
          simulated.use(ECHO, "warm");
          PoolStats before = simulated.pool.stats(ECHO);
          Thread.currentThread().interrupt();
          PoolException thrown =
              catchThrowableOfType(PoolException.class, () -> simulated.pool.acquire(ECHO));
          assertThat(thrown.error()).isEqualTo(new PoolError.Interrupted());
          assertThat(thrown)
              .hasMessage("conpool Interrupted{}, acquiring a connection to echo.test:7");
          assertThat(
                  catchThrowableOfType(PoolException.class, () -> simulated.pool.tryAcquire(ECHO))
                      .error())
              .isEqualTo(new PoolError.Interrupted());
          assertThat(
                  catchThrowableOfType(
                          PoolException.class, () -> simulated.pool.acquire(ECHO, Duration.ZERO))
                      .error())
              .isEqualTo(new PoolError.Interrupted());
          assertThat(Thread.interrupted()).isTrue();
          assertThat(simulated.pool.stats(ECHO)).isEqualTo(before);
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a16_anInterruptNeverCostsAnIdleConnection() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(
          seed,
          config -> config.maxConnectionsPerEndpoint(2),
          simulated -> {
            simulated.use(ECHO, "warm");
            Caller<Boolean> caller =
                Caller.start(
                    simulated,
                    "caller",
                    () -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        try (Connection connection = simulated.pool.acquire(ECHO)) {
                          connection.release();
                        } catch (PoolException e) {
                          assertThat(e.error()).isEqualTo(new PoolError.Interrupted());
                        }
                        simulated.sim.yieldPoint();
                      }
                      return true;
                    });
            for (int i = simulated.sim.random(30); i > 0; i--) {
              simulated.sim.yieldPoint();
            }
            caller.interrupt();
            caller.result();
            assertThat(simulated.net.connectCount()).isEqualTo(1);
            assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
          });
    }
  }

  @Test
  void a16_anInterruptedReadClosesTheConnectionKeepsTheFlagAndIsNotRepeated() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          Caller<Boolean> reader =
              Caller.start(
                  simulated,
                  "reader",
                  () -> {
                    assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("echo.test:7");
                    return Thread.currentThread().isInterrupted();
                  });
          simulated.sim.advance(STEP);
          reader.interrupt();
          assertThat(reader.result()).isTrue();
          assertThat(simulated.net.openCount()).isZero();
          connection.release();
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a16_givingBackIsImmuneToInterrupts() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          exchange(connection, "word");
          Thread.currentThread().interrupt();
          connection.release();
          assertThat(Thread.interrupted()).isTrue();
          try (Connection again = simulated.pool.acquire(ECHO)) {
            assertThat(again.isReused()).isTrue();
            exchange(again, "intact");
            again.release();
          }
        });
  }

  @Test
  void a16_theHousekeeperGoesOnAfterInterruptedCallers() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).maxIdleTime(Duration.ofSeconds(5)),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Connection> waiter = simulated.acquireElsewhere("waiter");
          simulated.settle();
          waiter.interrupt();
          assertThat(waiter.error()).isEqualTo(new PoolError.Interrupted());
          assertThat(waiter.took()).isLessThan(Duration.ofMillis(1));
          held.release();
          simulated.sim.advance(Duration.ofMillis(5100));
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
        });
  }

  @Test
  void aCallerWhoseTimeIsUpIsNotServedByADialThatSucceedsLater() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.delay(Duration.ofSeconds(2));
          Caller<Connection> hasty = simulated.acquireElsewhere("hasty", Duration.ofSeconds(1));
          simulated.sim.advance(Duration.ofMillis(1500));
          Caller<Connection> newcomer = simulated.acquireElsewhere("newcomer");
          assertThat(hasty.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
          // The newcomer gets what the other one began.
          newcomer.result().release();
          assertThat(newcomer.took()).isEqualTo(Duration.ofMillis(500));
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a03_aCallerThatLeavesDuringTheTlsHandshakeLeavesNothingBehind() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).connectTimeout(Duration.ofSeconds(3)),
        simulated -> {
          simulated.server.accept(ServerHandler.silent());
          Endpoint secure = Endpoint.tls("echo.test", 7);
          Caller<Connection> interrupted =
              Caller.start(simulated, "interrupted", () -> simulated.pool.acquire(secure));
          Caller<Connection> late =
              Caller.start(
                  simulated, "late", () -> simulated.pool.acquire(secure, Duration.ofSeconds(2)));
          simulated.sim.advance(Duration.ofSeconds(1));
          interrupted.interrupt();
          assertThat(interrupted.error()).isEqualTo(new PoolError.Interrupted());
          assertThat(interrupted.took()).isEqualTo(Duration.ofSeconds(1));
          assertThat(late.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(late.took()).isEqualTo(Duration.ofSeconds(2));
          assertThat(simulated.net.openCount()).isEqualTo(1);
          simulated.sim.advance(Duration.ofSeconds(2));
          assertThat(simulated.net.openCount()).isZero();
        });
  }

  @Test
  void a16_anInterruptedCallerDoesNotKillTheDialThatOthersWillUse() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.delay(Duration.ofSeconds(2));
          Caller<Connection> caller = simulated.acquireElsewhere("caller");
          simulated.sim.advance(Duration.ofSeconds(1));
          caller.interrupt();
          assertThat(caller.error()).isEqualTo(new PoolError.Interrupted());
          simulated.sim.advance(Duration.ofMillis(1500));
          try (Connection connection = simulated.pool.acquire(ECHO, Duration.ZERO)) {
            assertThat(connection.isReused()).isFalse();
            exchange(connection, "made for somebody else");
            connection.release();
          }
        });
  }
}
