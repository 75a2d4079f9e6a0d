package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TimeSource;
import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class GivenTimeTest {

  /** What a test does with a user's time source, on a simulated thread. */
  private interface Script {
    void run(Simulation simulation, GivenTime time);
  }

  private static void explore(Script script) {
    Simulation.explore(
        50,
        simulation -> {
          GivenTime time = new GivenTime(simulation.platform());
          simulation.spawn("main", () -> script.run(simulation, time));
        });
  }

  @Test
  void timeAndWaitingAreTheSources() {
    explore(
        (simulation, time) -> {
          long deadline = time.now() + 1000;
          while (time.now() - deadline < 0) {
            time.park(deadline);
          }
          assertThat(simulation.elapsed()).isEqualTo(Duration.ofNanos(1000));
          assertThat(time.wallClock()).isEqualTo(simulation.platform().wallClock());
          time.unpark(Thread.currentThread());
          time.park(Platform.FOREVER);
        });
  }

  @Test
  void aTimerRunsOnTheSource() {
    explore(
        (simulation, time) -> {
          List<Duration> ran = new ArrayList<>();
          TimeSource.Timer timer =
              time.schedule(time.now() + 1000, () -> ran.add(simulation.elapsed()));
          simulation.advance(Duration.ofMillis(1));
          assertThat(ran).containsExactly(Duration.ofNanos(1000));
          assertThat(timer.cancel()).isFalse();
        });
  }

  @Test
  void aTimerTakenBackIsTakenBackFromTheSource() {
    explore(
        (simulation, time) -> {
          TimeSource.Timer timer = time.schedule(time.now() + 1000, () -> simulation.fail("ran"));
          assertThat(timer.cancel()).isTrue();
          assertThat(timer.cancel()).isFalse();
          assertThat(simulation.platform().pendingTimers()).isZero();
          simulation.advance(Duration.ofMillis(1));
        });
  }

  @Test
  void whatATimerThrowsIsLoggedAndDoesNotReachTheSource() {
    try (LogCapture log = new LogCapture()) {
      explore(
          (simulation, time) -> {
            time.schedule(
                time.now(),
                () -> {
                  throw new AssertionError("planted");
                });
            simulation.advance(Duration.ofMillis(1));
          });
      assertThat(log.records()).hasSize(50);
    }
  }

  /** Tells the time once, and from then on throws wherever it is asked. */
  private static class Faulty implements TimeSource {

    private int asked;

    private static RuntimeException fault() {
      return new IllegalStateException("planted");
    }

    @Override
    public long now() {
      if (asked++ == 0) {
        return 42;
      }
      throw fault();
    }

    @Override
    public Instant wallClock() {
      throw fault();
    }

    @Override
    public void park(long deadline) {
      throw fault();
    }

    @Override
    public void unpark(Thread thread) {
      throw fault();
    }

    @Override
    public Timer schedule(long time, Runnable task) {
      throw fault();
    }
  }

  @Test
  void whatTheSourceThrowsIsLoggedOnceAndGetsNoFurther() {
    try (LogCapture log = new LogCapture()) {
      GivenTime time = new GivenTime(new Faulty());
      for (int round = 0; round < 3; round++) {
        assertThat(time.now()).isEqualTo(42);
        assertThat(time.wallClock()).isEqualTo(Instant.EPOCH);
        time.park(Platform.FOREVER); // comes back
        time.unpark(Thread.currentThread());
        assertThatThrownBy(() -> time.schedule(50, () -> {}))
            .isInstanceOf(RejectedExecutionException.class)
            .hasRootCauseMessage("planted");
      }
      assertThat(log.records())
          .extracting(LogRecord::getMessage)
          .containsExactlyInAnyOrder(
              "the time source threw in now",
              "the time source threw in wallClock",
              "the time source threw in park",
              "the time source threw in unpark",
              "the time source threw in schedule");
    }
  }

  @Test
  void aSourceThatSleepsInsteadOfParkingKeepsTheFlagOfAnInterrupt() {
    GivenTime time =
        new GivenTime(
            new Faulty() {
              @Override
              public void park(long deadline) {
                throw sneaked(new InterruptedException());
              }
            });
    time.park(Platform.FOREVER);
    assertThat(Thread.interrupted()).isTrue();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as other languages do
  private static <X extends Throwable> RuntimeException sneaked(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void nothingOfAClosedPoolStaysInTheSource() {
    explore(
        (simulation, time) -> {
          TimeSource.Timer before = time.schedule(time.now() + 1000, () -> simulation.fail("ran"));
          time.close();
          assertThat(simulation.platform().pendingTimers()).isZero();
          TimeSource.Timer after = time.schedule(time.now(), () -> simulation.fail("ran"));
          assertThat(simulation.platform().pendingTimers()).isZero();
          simulation.advance(Duration.ofMillis(1));
          assertThat(before.cancel()).isTrue();
          assertThat(after.cancel()).isTrue();
        });
  }

  @Test
  void aTimerScheduledWhileThePoolClosesDoesNotRun() {
    Simulation.explore(
        200,
        simulation -> {
          GivenTime time = new GivenTime(simulation.platform());
          boolean[] closed = {false};
          Thread closer =
              simulation.spawn(
                  "closer",
                  () -> {
                    time.close();
                    closed[0] = true;
                  });
          simulation.spawn(
              "scheduler",
              () -> {
                Runnable task =
                    () -> {
                      if (closed[0]) {
                        simulation.fail("a timer of a closed pool ran");
                      }
                    };
                time.schedule(time.now(), task);
                time.schedule(time.now() + 1000, task);
                simulation.join(closer);
                simulation.advance(Duration.ofMillis(1));
                assertThat(simulation.platform().pendingTimers()).isZero();
              });
        });
  }
}
