package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.DuplexStream;
import io.conpool.HealthCheck;
import io.conpool.PoolConfig;
import io.conpool.PoolStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The user's health check: when it is asked, and what becomes of what it rejects. */
class HealthCheckTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theHealthCheckRunsOnTheAcquirersThreadBeforeEveryReuseAndNeverBeforeTheFirstLease() {
    List<Thread> threads = new ArrayList<>();
    SimulatedPool.run(
        1,
        config ->
            config.healthCheck(
                stream -> {
                  threads.add(Thread.currentThread());
                  return SimulatedPool.ping(stream);
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
  void tryAcquirePassesOverAConnectionThatIsDueForACheckToOneThatIsNot() {
    SimulatedPool.run(
        config -> config.healthCheckAfterIdle(SECOND).healthCheck(stream -> true),
        s -> {
          Connection due = s.pool.acquire(ECHO);
          Caller<Boolean> other =
              Caller.start(
                  s,
                  "other",
                  () -> {
                    Connection notDue = s.pool.acquire(ECHO);
                    s.sim.advance(SECOND.dividedBy(2));
                    notDue.release();
                    return true;
                  });
          s.settle();
          due.release();
          s.sim.advance(SECOND);
          assertThat(other.result()).isTrue();
          Connection taken = s.pool.tryAcquire(ECHO).orElseThrow();
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          taken.release();
        });
  }

  @Test
  void a15_aConnectionThatFailsItsCheckIsReplacedSilently() {
    List<HealthCheck> checks =
        List.of(
            stream -> false,
            stream -> {
              throw new IOException("no pong");
            },
            stream -> {
              throw new IllegalStateException("a mistake in the check");
            },
            stream -> {
              throw new StackOverflowError();
            },
            HealthCheckTest::leaveAnAnswerUnread,
            stream -> {
              stream.outputStream().write('x'); // half a request
              return false;
            });
    checks.forEach(HealthCheckTest::aFailingCheckIsSilentlyReplaced);
  }

  /** Passes, but the connection is out of step: one byte of the answer has not been read. */
  private static boolean leaveAnAnswerUnread(DuplexStream stream) throws IOException {
    stream.write(ByteBuffer.wrap("ping\n".getBytes(UTF_8)));
    stream.inputStream().readNBytes(4);
    return true;
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
          assertThat(simulated.events.closed)
              .hasSize(2)
              .isSubsetOf(CloseReason.HEALTH_CHECK_FAILED, CloseReason.UNREAD_DATA);
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(3);
          assertThat(stats.errors()).isZero();
          assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
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
            assertThatThrownBy(stream::attachment)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the health check of the connection to echo.test:7 has ended");
            assertThatThrownBy(() -> stream.attach("late"))
                .isInstanceOf(IllegalStateException.class);
            assertThat(connection.attachment()).isNull();
            SimulatedPool.exchange(connection, "b");
            connection.release();
          }
        });
  }

  @Test
  void aHealthCheckSeesWhatItChecksAndMayChangeWhatIsAttached() {
    List<String> checked = new ArrayList<>();
    SimulatedPool.run(
        config ->
            config.healthCheck(
                stream -> {
                  checked.add(stream.endpoint().authority() + " at " + stream.remoteAddress());
                  stream.attach(stream.attachment() + ", checked");
                  return true;
                }),
        s -> {
          checked.clear();
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.attach("prepared");
            connection.release();
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.attachment()).isEqualTo("prepared, checked");
            connection.release();
          }
          assertThat(checked).containsExactly("echo.test:7 at /10.0.0.1:7");
        });
  }
}
