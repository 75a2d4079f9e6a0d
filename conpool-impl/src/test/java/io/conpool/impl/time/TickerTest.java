package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TickerTest {

  private static final long PERIOD = Duration.ofMillis(10).toNanos();

  /** What a test does with a ticker, on a simulated thread. */
  private interface Script {
    void run(Simulation simulation, Ticker ticker);
  }

  private static void explore(Script script) {
    Simulation.explore(
        50,
        simulation -> {
          Ticker ticker = new Ticker(simulation.platform());
          simulation.spawn("main", () -> script.run(simulation, ticker));
        });
  }

  @Test
  void whileOnTheTickIsAtMostTenMillisecondsOld() {
    explore(
        (simulation, ticker) -> {
          simulation.advance(Duration.ofSeconds(5));
          ticker.on();
          for (int round = 0; round < 20; round++) {
            assertThat(simulation.now() - ticker.tick()).isBetween(0L, PERIOD);
            simulation.advance(Duration.ofMillis(7));
          }
        });
  }

  @Test
  void whileOnTheTickIsNotAReadingOfTheClock() {
    explore(
        (simulation, ticker) -> {
          ticker.on();
          long tick = ticker.tick();
          simulation.advance(Duration.ofMillis(9));
          assertThat(ticker.tick()).isEqualTo(tick);
        });
  }

  @Test
  void whileOffTheTickIsTheClockAndThereIsNoTimer() {
    explore(
        (simulation, ticker) -> {
          ticker.on();
          simulation.advance(Duration.ofMillis(25));
          ticker.off();
          assertThat(simulation.platform().pendingTimers()).isZero();
          simulation.advance(Duration.ofSeconds(5));
          assertThat(ticker.tick()).isEqualTo(simulation.now());
        });
  }

  @Test
  void turningItOnAgainAndAgainAddsNoTimers() {
    explore(
        (simulation, ticker) -> {
          for (int round = 0; round < 10; round++) {
            ticker.on();
            ticker.on();
            assertThat(simulation.platform().pendingTimers()).isEqualTo(1);
            if (round % 2 == 0) {
              ticker.off();
            }
          }
        });
  }

  @Test
  void theTickNeverGoesBackWhoeverTurnsTheTickerOnAndOff() {
    Simulation.explore(
        200,
        simulation -> {
          Ticker ticker = new Ticker(simulation.platform());
          Thread[] toggling = new Thread[2];
          for (int number = 0; number < toggling.length; number++) {
            toggling[number] =
                simulation.spawn(
                    "toggling " + number,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        ticker.on();
                        simulation.advance(Duration.ofMillis(simulation.random(12)));
                        ticker.off();
                      }
                    });
          }
          simulation.spawn(
              "reader",
              () -> {
                long last = ticker.tick();
                for (int round = 0; round < 50; round++) {
                  long tick = ticker.tick();
                  assertThat(tick - last).isNotNegative();
                  last = tick;
                  simulation.advance(Duration.ofMillis(simulation.random(3)));
                }
              });
          simulation.spawn(
              "last",
              () -> {
                simulation.join(toggling[0]);
                simulation.join(toggling[1]);
                simulation.advance(Duration.ofMillis(10));
                assertThat(simulation.platform().pendingTimers()).isZero();
              });
        });
  }

  @Test
  void withoutATimerTheTickIsTheClock() {
    StartedThreads none = new StartedThreads();
    SystemTime time =
        new SystemTime(
            none,
            body -> {
              throw new RejectedExecutionException("planted");
            });
    Ticker ticker = new Ticker(time);
    ticker.on();
    long before = time.now();
    assertThat(ticker.tick() - before).isNotNegative();
  }
}
