package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.HealthCheck;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The health check: what it does, what it may break, how long it takes. */
class IdleCheckTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** One exchange, the answer read in full. */
  private static boolean ping(DuplexStream stream) throws IOException {
    stream.write(ByteBuffer.wrap("ping\n".getBytes(UTF_8)));
    byte[] answer = stream.inputStream().readNBytes(5);
    return new String(answer, UTF_8).equals("ping\n");
  }

  @Test
  void theHealthCheckRunsOnTheAcquirersThreadBeforeEveryReuseAndNeverBeforeTheFirstLease() {
    List<Thread> threads = new ArrayList<>();
    SimulatedPool.run(
        1,
        config ->
            config.healthCheck(
                stream -> {
                  threads.add(Thread.currentThread());
                  return ping(stream);
                }),
        s -> {
          s.use(ECHO, "a");
          assertThat(threads).isEmpty();
          s.use(ECHO, "b");
          s.use(ECHO, "c");
          assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
        });
  }

  @Test
  void aConnectionThatFailsItsCheckIsReplacedSilently() {
    List<HealthCheck> checks =
        List.of(
            stream -> false,
            stream -> {
              throw new IOException("no pong");
            },
            stream -> {
              throw new IllegalStateException("bug");
            },
            stream -> {
              throw new StackOverflowError();
            },
            IdleCheckTest::leaveAnAnswerUnread,
            stream -> {
              stream.outputStream().write('x'); // half a request
              return false;
            });
    for (HealthCheck check : checks) {
      SimulatedPool.run(
          config -> config.maxConnectionsPerEndpoint(1).healthCheck(check),
          s -> {
            s.use(ECHO, "a");
            s.use(ECHO, "b");
            assertThat(s.events.closed)
                .hasSize(1)
                .containsAnyOf(CloseReason.HEALTH_CHECK_FAILED, CloseReason.UNREAD_DATA);
            assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(2);
            assertThat(s.pool.stats(ECHO).errors()).isZero();
          });
    }
  }

  /** Passes, but the connection is out of step: one byte of the answer has not been read. */
  private static boolean leaveAnAnswerUnread(DuplexStream stream) throws IOException {
    stream.write(ByteBuffer.wrap("ping\n".getBytes(UTF_8)));
    stream.inputStream().readNBytes(4);
    return true;
  }

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
  void aConnectionIdleForLessThanTheGivenTimeIsNotChecked() {
    List<Duration> checked = new ArrayList<>();
    AtomicReference<@Nullable SimulatedPool> running = new AtomicReference<>();
    SimulatedPool.run(
        1,
        config ->
            config
                .healthCheckAfterIdle(Duration.ofSeconds(10))
                .healthCheck(
                    stream -> {
                      SimulatedPool s = running.get();
                      return s != null && checked.add(s.sim.elapsed());
                    }),
        s -> {
          running.set(s);
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(10).minusNanos(1));
          s.use(ECHO, "b");
          assertThat(checked).isEmpty();
          s.sim.advance(Duration.ofSeconds(10));
          s.use(ECHO, "c");
          assertThat(checked).hasSize(1);
        });
  }

  @Test
  void tryAcquireLeavesAConnectionThatIsDueForACheckIdle() {
    SimulatedPool.run(
        config ->
            config
                .healthCheckAfterIdle(SECOND)
                .healthCheck(
                    stream -> {
                      throw new AssertionError("tryAcquire ran a health check");
                    }),
        s -> {
          s.use(ECHO, "a");
          Connection connection = s.pool.tryAcquire(ECHO).orElseThrow();
          connection.release();
          s.sim.advance(SECOND);
          assertThat(s.pool.tryAcquire(ECHO)).isEmpty();
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void aHealthCheckStreamIsOfNoUseAfterwards() {
    AtomicReference<@Nullable DuplexStream> kept = new AtomicReference<>();
    UnaryOperator<PoolConfig.Builder> keeping =
        config ->
            config.healthCheck(
                stream -> {
                  kept.set(stream);
                  return true;
                });
    SimulatedPool.run(
        keeping,
        s -> {
          s.use(ECHO, "a");
          try (Connection connection = s.pool.acquire(ECHO)) {
            DuplexStream stream = kept.get();
            assertThat(stream).isNotNull();
            assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
            assertThatThrownBy(stream::attachment).isInstanceOf(IllegalStateException.class);
            SimulatedPool.exchange(connection, "b");
            connection.release();
          }
        });
  }
}
