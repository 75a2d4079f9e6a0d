package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.impl.GarbageCollection;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases that last too long, and leases that nobody can end any more. */
class LeakTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private final List<LogRecord> warnings = new ArrayList<>();
  private final Logger logger = Logger.getLogger("io.conpool.endpoint");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          if (logged.getLevel().equals(Level.WARNING)) {
            warnings.add(logged);
          }
        }

        @Override
        public void flush() {
          // Nothing is buffered.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void aLeaseThatLastsTooLongIsReportedOnceWithTheAcquirersStack() {
    SimulatedPool.run(
        config -> config.leakThreshold(SECOND),
        s -> {
          warnings.clear();
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofMillis(999));
          assertThat(s.events.leaks).isEmpty();
          s.sim.advance(Duration.ofSeconds(20));
          assertThat(s.events.leaks)
              .singleElement()
              .satisfies(
                  leak -> {
                    assertThat(leak.getKey()).isBetween(SECOND, SECOND.multipliedBy(2));
                    assertThat(leak.getValue()).hasMessageContaining("test");
                    assertThat(leak.getValue().getStackTrace())
                        .anySatisfy(
                            frame ->
                                assertThat(frame.getClassName())
                                    .isEqualTo(LeakTest.class.getName()));
                  });
          assertThat(warnings)
              .singleElement()
              .satisfies(
                  warning -> {
                    assertThat(warning.getMessage()).contains("echo.test:7");
                    assertThat(warning.getThrown()).isSameAs(s.events.leaks.get(0).getValue());
                  });
          SimulatedPool.exchange(held, "still mine");
          held.release();
        });
  }

  @Test
  void theNextLeaseOfTheSameConnectionIsLookedAtAnew() {
    SimulatedPool.run(
        config -> config.leakThreshold(SECOND),
        s -> {
          for (int round = 1; round <= 2; round++) {
            Connection held = s.pool.acquire(ECHO);
            s.sim.advance(Duration.ofSeconds(5));
            assertThat(s.events.leaks).hasSize(round);
            assertThat(s.events.leaks.get(round - 1).getKey())
                .isBetween(SECOND, SECOND.multipliedBy(2));
            held.release();
          }
        });
  }

  @Test
  void aLeaseThatEndsInTimeIsNotReported() {
    SimulatedPool.run(
        config -> config.leakThreshold(SECOND),
        s -> {
          for (int round = 0; round < 10; round++) {
            Connection held = s.pool.acquire(ECHO);
            s.sim.advance(Duration.ofMillis(900));
            held.release();
          }
          s.sim.advance(Duration.ofSeconds(10));
          assertThat(s.events.leaks).isEmpty();
        });
  }

  @Test
  void withoutAThresholdNothingIsReported() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          warnings.clear();
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofMinutes(30));
          assertThat(s.events.leaks).isEmpty();
          assertThat(warnings).isEmpty();
          held.release();
        });
  }

  @Test
  void aLeaseThatWasGarbageCollectedGivesItsPlaceBack() {
    SimulatedPool.run(
        1,
        config -> config.leakThreshold(SECOND).maxConnectionsPerEndpoint(1),
        s -> {
          List<WeakReference<Connection>> lost = new ArrayList<>();
          Thread forgetful =
              s.sim.spawn("forgetful", () -> lost.add(new WeakReference<>(s.pool.acquire(ECHO))));
          s.sim.join(forgetful);
          assertThat(GarbageCollection.takes(lost.get(0))).isTrue();
          s.use(ECHO, "served though the only place had leaked");
          assertThat(s.sim.elapsed()).isLessThanOrEqualTo(Duration.ofSeconds(2));
          assertThat(s.events.closed).containsExactly(CloseReason.LEAKED);
          assertThat(warnings)
              .anySatisfy(
                  warning -> {
                    assertThat(warning.getMessage()).contains("dropped").contains("echo.test:7");
                    assertThat(warning.getThrown()).hasMessageContaining("forgetful");
                  });
        });
  }

  @Test
  void leasesClosedUnreleasedAgainAndAgainAreLoggedOnce() {
    SimulatedPool.run(
        1,
        UnaryOperator.identity(),
        s -> {
          for (int round = 0; round < 60; round++) {
            s.pool.acquire(ECHO).close();
          }
          assertThat(warnings)
              .singleElement()
              .satisfies(
                  warning ->
                      assertThat(warning.getMessage())
                          .contains("echo.test:7")
                          .contains("release()"));
        });
  }
}
