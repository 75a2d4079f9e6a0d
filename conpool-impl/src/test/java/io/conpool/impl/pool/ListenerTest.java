package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a listener is told. */
class ListenerTest {

  @Test
  void theLifeOfAConnectionIsTold() {
    SimulatedPool.run(
        config -> config.maxConnectionUses(2),
        s -> {
          s.server.delay(Duration.ofMillis(30));
          s.use(ECHO, "a");
          s.use(ECHO, "b");
          assertThat(s.events.all)
              .containsExactlyInAnyOrder(
                  "opened echo.test:7 at /10.0.0.1:7 in PT0.03S",
                  "acquired echo.test:7 after PT0.03S",
                  "released echo.test:7",
                  "acquired echo.test:7 again after PT0S",
                  "closed echo.test:7 at /10.0.0.1:7: MAX_USES");
          assertThat(s.events.all)
              .containsSubsequence(
                  "acquired echo.test:7 after PT0.03S",
                  "released echo.test:7",
                  "acquired echo.test:7 again after PT0S",
                  "closed echo.test:7 at /10.0.0.1:7: MAX_USES");
        });
  }

  @Test
  void aLeaseIsToldWithTheTimeThatItsHolderWaitedForIt() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofSeconds(3));
          Caller<Boolean> waiter = s.useElsewhere("waiter");
          s.sim.advance(Duration.ofSeconds(2));
          held.release();
          waiter.result();
          assertThat(s.events.all).contains("acquired echo.test:7 again after PT2S");
        });
  }

  @Test
  void aFailedDialIsToldOnceAndEveryCallerThatItFails() {
    SimulatedPool.run(
        config -> config.connectRetryCount(1),
        s -> {
          s.server.refuse().delay(Duration.ofMillis(10));
          Thread[] callers = new Thread[3];
          for (int caller = 0; caller < callers.length; caller++) {
            callers[caller] =
                s.sim.spawn(
                    "caller-" + caller,
                    () ->
                        assertThat(error(() -> s.pool.acquire(ECHO)))
                            .isInstanceOf(PoolError.ConnectionFailed.class));
          }
          for (Thread caller : callers) {
            s.sim.join(caller);
          }
          s.sim.await(s::isAtRest);
          s.sim.advance(Duration.ofMillis(1));
          assertThat(s.events.failures).hasSize(3);
          assertThat(s.events.failedDials).hasSizeBetween(1, 3);
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(s.events.failedDials.size());
          assertThat(s.events.failedDials)
              .allSatisfy(
                  failure ->
                      assertThat(failure.error())
                          .isInstanceOfSatisfying(
                              PoolError.ConnectionFailed.class,
                              failed -> assertThat(failed.attempts()).isEqualTo(2)));
        });
  }

  @Test
  void aCallerThatGivesUpIsTold() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          PoolError error = error(() -> s.pool.acquire(ECHO, Duration.ofSeconds(1)));
          assertThat(s.events.failures).extracting(PoolException::error).containsExactly(error);
          held.release();
        });
  }

  @Test
  void everyCloseHasItsReason() {
    Set<CloseReason> seen = EnumSet.noneOf(CloseReason.class);
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.acquire(ECHO).close();
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.shutdownOutput();
            connection.release();
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.outputStream().write("a\n".getBytes(UTF_8));
            connection.inputStream().read();
            s.sim.await(() -> s.server.live().size() == 1);
            connection.release();
          }
          s.sim.advance(Duration.ofMillis(1));
          try (Connection connection = s.pool.acquire(ECHO)) {
            s.server.restart();
            try {
              SimulatedPool.exchange(connection, "a");
            } catch (IOException e) {
              s.sim.note("expected: " + e);
            }
            connection.release();
          }
          s.use(ECHO, "b");
          s.server.restart();
          s.use(ECHO, "c");
          Connection first = s.pool.acquire(ECHO);
          s.use(ECHO, "d");
          s.pool.limit(ECHO, 1);
          first.release();
          seen.addAll(s.events.closed);
        });
    assertThat(seen)
        .containsExactlyInAnyOrder(
            CloseReason.NOT_RELEASED,
            CloseReason.OUTPUT_SHUT_DOWN,
            CloseReason.UNREAD_DATA,
            CloseReason.IO_FAILED,
            CloseReason.PEER_CLOSED,
            CloseReason.LIMIT_LOWERED);
  }

  @Test
  void aPoolWithoutAListenerWorks() {
    SimulatedPool.run(
        config -> config.listener(null).connectRetryCount(0),
        s -> {
          s.use(ECHO, "a");
          s.use(ECHO, "a");
          s.pool.clearEndpoint(ECHO);
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.events.all).isEmpty();
        });
  }
}
