package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The time limits of acquiring, reading and writing. */
class TimeoutTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  @Test
  void theAcquireTimeoutEndsTheWaitExactly() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ofMillis(1500)),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  timeout -> assertThat(timeout.waited()).isEqualTo(Duration.ofMillis(1500)));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(1500));
          held.release();
        });
  }

  @Test
  void withoutAnAcquireTimeoutACallerWaitsForEver() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ZERO),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMinutes(5));
          held.release();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMinutes(5));
        });
  }

  @Test
  void aTimeoutOfZeroIsOneAttemptWithoutWaiting() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          s.use(ECHO, "a");
          try (Connection connection = s.pool.acquire(ECHO, Duration.ZERO)) {
            assertThat(connection.isReused()).isTrue();
            assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
                .isInstanceOf(PoolError.AcquireTimeout.class);
            connection.release();
          }
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.pool.stats(ECHO).timeouts()).isEqualTo(2);
        });
  }

  @Test
  void aNegativeTimeoutIsRefused() {
    SimulatedPool.run(
        DEFAULTS,
        s ->
            assertThatThrownBy(() -> s.pool.acquire(ECHO, Duration.ofNanos(-1)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("timeout"));
  }

  @Test
  void aReadTimeoutEndsTheReadAndLeavesTheStreamIntact() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          s.server.accept(
              connection -> {
                s.sim.advance(Duration.ofMillis(1500));
                connection.write("!");
                ServerHandler.echo().serve(connection);
              });
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("echo.test:7");
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
            assertThat(connection.inputStream().read()).isEqualTo('!');
            SimulatedPool.exchange(connection, "a");
            connection.release();
          }
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void aReadThatTimedOutForGoodForbidsReuse() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          s.server.accept(ServerHandler.silent());
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
            connection.release();
          }
          assertThat(s.events.closed).containsExactly(CloseReason.IO_FAILED);
        });
  }

  @Test
  void theReadTimeoutOfALeaseEndsWithIt() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.readTimeout(Duration.ofMillis(10));
            SimulatedPool.exchange(connection, "a");
            assertThatThrownBy(() -> connection.readTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidArgumentException.class);
            connection.release();
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.isReused()).isTrue();
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          }
        });
  }

  @Test
  void withoutAReadTimeoutAReadWaitsForEver() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.server.accept(
              connection -> {
                s.sim.advance(Duration.ofMinutes(5));
                connection.write("!");
                connection.awaitClosed();
              });
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.inputStream().read()).isEqualTo('!');
          }
        });
  }

  @Test
  void aWriteThatTimesOutClosesTheConnection() {
    SimulatedPool.run(
        config -> config.writeTimeout(SECOND),
        s -> {
          s.server.accept(ServerHandler.silent());
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.write(ByteBuffer.allocate(1 << 20)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("echo.test:7");
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(IOException.class);
            connection.release();
          }
          assertThat(s.events.closed).containsExactly(CloseReason.IO_FAILED);
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aWriteWithinItsTimeLeavesNoTimerBehind() {
    SimulatedPool.run(
        config -> config.writeTimeout(SECOND),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            for (int round = 0; round < 5; round++) {
              SimulatedPool.exchange(connection, "a");
              s.sim.advance(Duration.ofSeconds(2));
            }
            connection.release();
          }
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }
}
