package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TickerTest {

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final long PERIOD = Duration.ofMillis(10).toNanos();
  private static final int MANY = 2_000;

  /** What a test does with a ticker, on a simulated thread. */
  private interface Script {
    void run(Simulation simulation, Ticker ticker);
  }

  private static void explore(Script script) {
    Simulation.explore(
        20,
        simulation -> {
          Ticker ticker = new Ticker(simulation.platform());
          simulation.spawn("main", () -> script.run(simulation, ticker));
        });
  }

  private static void readOften(Ticker ticker) {
    for (int reading = 0; reading < MANY; reading++) {
      ticker.tick();
    }
  }

  @Test
  void aTickThatIsReadOftenIsAtMostTenMillisecondsOld() {
    explore(
        (simulation, ticker) -> {
          simulation.advance(Duration.ofSeconds(5));
          for (int round = 0; round < 20; round++) {
            readOften(ticker);
            assertThat(simulation.now() - ticker.tick()).isBetween(0L, PERIOD);
            simulation.advance(MILLISECOND.multipliedBy(7));
          }
        });
  }

  @Test
  void aTickThatIsReadOftenIsNoReadingOfTheClock() {
    explore(
        (simulation, ticker) -> {
          readOften(ticker);
          long tick = ticker.tick();
          simulation.advance(MILLISECOND.multipliedBy(9));
          assertThat(ticker.tick()).isEqualTo(tick);
        });
  }

  @Test
  void aTickThatIsSeldomReadIsTheClockAndNeedsNoTimer() {
    explore(
        (simulation, ticker) -> {
          for (int reading = 0; reading < MANY; reading++) {
            simulation.advance(MILLISECOND);
            assertThat(ticker.tick()).isEqualTo(simulation.now());
          }
          assertThat(simulation.platform().pendingTimers()).isZero();
        });
  }

  @Test
  void onceItIsNotReadAnyMoreTheTimerEnds() {
    explore(
        (simulation, ticker) -> {
          readOften(ticker);
          assertThat(simulation.platform().pendingTimers()).isEqualTo(1);
          simulation.advance(Duration.ofMillis(1_011));
          assertThat(simulation.platform().pendingTimers()).isZero();
          assertThat(ticker.tick()).isEqualTo(simulation.now());
        });
  }

  @Test
  void theTickNeverGoesBackWhoeverReadsItOften() {
    Simulation.explore(
        50,
        simulation -> {
          Ticker ticker = new Ticker(simulation.platform());
          for (int number = 0; number < 3; number++) {
            simulation.spawn("reader " + number, () -> watch(simulation, ticker));
          }
        });
  }

  private static void watch(Simulation simulation, Ticker ticker) {
    long last = ticker.tick();
    for (int round = 0; round < 10; round++) {
      for (int reading = 0; reading < MANY / 4; reading++) {
        long tick = ticker.tick();
        assertThat(tick - last).isNotNegative();
        assertThat(simulation.now() - tick).isLessThanOrEqualTo(PERIOD);
        last = tick;
      }
      assertThat(simulation.platform().pendingTimers()).isLessThan(5);
      simulation.advance(MILLISECOND.multipliedBy(simulation.random(400)));
    }
  }

  @Test
  void withoutATimerTheTickIsTheClock() {
    SystemTime time =
        new SystemTime(
            new StartedThreads(),
            body -> {
              throw new RejectedExecutionException("planted");
            });
    Ticker ticker = new Ticker(time);
    for (int reading = 0; reading < MANY; reading++) {
      long before = time.now();
      assertThat(ticker.tick() - before).isNotNegative();
    }
  }
}
