package io.conpool.impl.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

// Long because all other tests trust the simulation: each of its promises is tried here.

class SimulationTest {

  private static final int SEEDS = 60;

  /** A queue whose consumer may be told of an item between its look and its park. */
  private static final class Mailbox {
    private final Simulation simulation;
    private final Queue<String> items = new ArrayDeque<>();
    private Thread waiting;

    Mailbox(Simulation simulation) {
      this.simulation = simulation;
    }

    void put(String item) {
      items.add(item);
      simulation.yieldPoint();
      if (waiting != null) {
        simulation.platform().unpark(waiting);
      }
    }

    String takeRight() {
      waiting = Thread.currentThread();
      while (items.isEmpty()) {
        simulation.platform().park(Platform.FOREVER);
      }
      return items.remove();
    }

    String takeWrong() {
      while (items.isEmpty()) {
        simulation.yieldPoint();
        waiting = Thread.currentThread();
        simulation.platform().park(Platform.FOREVER);
      }
      return items.remove();
    }
  }

  private static void exchange(Simulation simulation, boolean right) {
    Mailbox mailbox = new Mailbox(simulation);
    simulation.spawn(
        "consumer",
        () -> assertThat(right ? mailbox.takeRight() : mailbox.takeWrong()).isEqualTo("item"));
    simulation.spawn("producer", () -> mailbox.put("item"));
  }

  @Test
  void aLostWakeUpIsFoundAsADeadlockThatNamesTheSeedAndEveryStack() {
    assertThatThrownBy(() -> Simulation.explore(SEEDS, sim -> exchange(sim, false)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)seed \\d+: deadlock.*")
        .hasMessageContaining("consumer (BLOCKED) waiting for an unpark")
        .hasMessageContaining("SimulationTest$Mailbox.takeWrong");
  }

  @Test
  void theSameWithoutTheMistakePasses() {
    Simulation.explore(SEEDS, sim -> exchange(sim, true));
  }

  @Test
  void aFailingSeedFailsAgain() {
    long failing = 0;
    String message = "";
    for (long seed = 1; failing == 0; seed++) {
      Simulation simulation = new Simulation(seed);
      exchange(simulation, false);
      try {
        simulation.run();
      } catch (AssertionError e) {
        failing = seed;
        message = e.getMessage();
      }
    }
    Simulation again = new Simulation(failing);
    exchange(again, false);
    assertThatThrownBy(again::run).hasMessage(message);
  }

  @Test
  void theSameSeedGivesTheSameRunAndOthersGiveOthers() {
    Set<Long> fingerprints = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(busyRun(seed)).isEqualTo(busyRun(seed));
      fingerprints.add(busyRun(seed));
    }
    assertThat(fingerprints).hasSizeGreaterThan(SEEDS / 2);
  }

  private static long busyRun(long seed) {
    Simulation simulation = new Simulation(seed);
    Lock lock = simulation.platform().newLock();
    for (int number = 0; number < 4; number++) {
      simulation.spawn(
          "worker " + number,
          () -> {
            for (int round = 0; round < 5; round++) {
              lock.lock();
              try {
                simulation.yieldPoint();
              } finally {
                lock.unlock();
              }
              simulation.advance(Duration.ofMillis(simulation.platform().random(3)));
            }
          });
    }
    simulation.run();
    return simulation.fingerprint();
  }

  @Test
  void everyInterleavingOfTwoThreadsIsTried() {
    Set<String> orders = new HashSet<>();
    Simulation.explore(
        10 * SEEDS,
        sim -> {
          StringBuilder order = new StringBuilder();
          for (String letter : List.of("a", "b")) {
            sim.spawn(
                letter,
                () -> {
                  order.append(letter);
                  sim.yieldPoint();
                  order.append(letter);
                  if (order.length() == 4) {
                    orders.add(order.toString());
                  }
                });
          }
        });
    assertThat(orders).containsExactlyInAnyOrder("aabb", "abab", "abba", "baab", "baba", "bbaa");
  }

  @Test
  void timePassesOnlyWhenNobodyCanRun() {
    Simulation.explore(
        SEEDS,
        sim -> {
          sim.spawn(
              "long",
              () -> {
                sim.advance(Duration.ofMinutes(10));
                assertThat(sim.elapsed()).isEqualTo(Duration.ofMinutes(10));
              });
          sim.spawn(
              "short",
              () -> {
                sim.advance(Duration.ofMillis(1));
                assertThat(sim.elapsed()).isEqualTo(Duration.ofMillis(1));
              });
        });
  }

  @Test
  void aParkEndsAtItsDeadlineAtTheLatest() {
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "parker",
                () -> {
                  Platform platform = sim.platform();
                  long deadline = platform.now() + 1000;
                  while (platform.now() - deadline < 0) {
                    platform.park(deadline);
                  }
                  assertThat(sim.elapsed()).isEqualTo(Duration.ofNanos(1000));
                }));
  }

  @Test
  void aParkMayEndForNoReason() {
    boolean[] early = {false};
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "parker",
                () -> {
                  sim.platform().park(sim.now() + 1000);
                  early[0] |= sim.elapsed().isZero();
                }));
    assertThat(early[0]).isTrue();
  }

  @Test
  void anUnparkBeforeTheParkLetsItReturnOnce() {
    boolean[] blocked = {false};
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "self",
                () -> {
                  Platform platform = sim.platform();
                  platform.unpark(Thread.currentThread());
                  platform.unpark(Thread.currentThread());
                  platform.park(Platform.FOREVER);
                  platform.park(sim.now() + 5);
                  blocked[0] |= !sim.elapsed().isZero();
                }));
    assertThat(blocked[0]).isTrue();
  }

  @Test
  void anInterruptEndsAParkAndKeepsTheFlag() {
    Simulation.explore(
        SEEDS,
        sim -> {
          Thread parker =
              sim.spawn(
                  "parker",
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      sim.platform().park(Platform.FOREVER);
                    }
                    sim.platform().park(Platform.FOREVER);
                    assertThat(Thread.interrupted()).isTrue();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  });
          sim.spawn("interrupter", parker::interrupt);
        });
  }

  @Test
  void oneThreadAtATimeHoldsALock() {
    Simulation.explore(
        SEEDS,
        sim -> {
          Lock lock = sim.platform().newLock();
          int[] inside = {0};
          for (int number = 0; number < 3; number++) {
            sim.spawn(
                "locker " + number,
                () -> {
                  lock.lock();
                  try {
                    assertThat(++inside[0]).isEqualTo(1);
                    sim.yieldPoint();
                    inside[0]--;
                  } finally {
                    lock.unlock();
                  }
                });
          }
        });
  }

  @Test
  void twoLocksTakenInBothOrdersAreFoundAsADeadlock() {
    assertThatThrownBy(
            () ->
                Simulation.explore(
                    SEEDS,
                    sim -> {
                      Lock one = sim.platform().newLock();
                      Lock other = sim.platform().newLock();
                      sim.spawn("ab", () -> takeBoth(one, other));
                      sim.spawn("ba", () -> takeBoth(other, one));
                    }))
        .hasMessageContaining("deadlock")
        .hasMessageContaining("ab (BLOCKED) waiting for a lock")
        .hasMessageContaining("holding 1 lock(s)");
  }

  private static void takeBoth(Lock first, Lock second) {
    first.lock();
    try {
      locked(second, () -> true);
    } finally {
      first.unlock();
    }
  }

  @Test
  void parkingUnderALockFails() {
    assertFails(
        sim -> {
          Lock lock = sim.platform().newLock();
          lock.lock();
          try {
            sim.platform().park(sim.now() + 1);
          } finally {
            lock.unlock();
          }
        },
        "parked under a lock");
  }

  @Test
  void endingWithALockHeldFails() {
    assertFails(sim -> sim.platform().newLock().lock(), "main ended with a lock held");
  }

  @Test
  void aTimerTaskThatWaitsFails() {
    assertFails(
        sim -> {
          sim.platform().schedule(sim.now(), () -> sim.platform().park(sim.now() + 1));
          sim.advance(Duration.ofSeconds(1));
        },
        "sim-housekeeper parked in a timer task");
  }

  @Test
  void whatAThreadThrowsFailsTheRun() {
    IllegalStateException cause = new IllegalStateException("planted");
    Simulation simulation = new Simulation(3);
    simulation.spawnDaemon(
        "thrower",
        () -> {
          throw cause;
        });
    simulation.spawn("main", () -> simulation.advance(Duration.ofSeconds(1)));
    assertThatThrownBy(simulation::run)
        .hasMessageStartingWith("seed 3: thrower threw java.lang.IllegalStateException: planted")
        .hasCause(cause);
  }

  @Test
  void aFailureCannotBeSwallowed() {
    assertFails(
        sim -> {
          try {
            throw sim.fail("planted");
          } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("planted");
          }
        },
        "planted");
  }

  @Test
  void aRunThatDoesNotEndFails() {
    Simulation busy = new Simulation(1);
    busy.maxSteps(1000);
    busy.spawn(
        "busy",
        () -> {
          while (busy.now() == busy.platform().now()) {
            busy.yieldPoint();
          }
        });
    assertThatThrownBy(busy::run).hasMessageContaining("no end after 1000 steps");

    Simulation late = new Simulation(1);
    late.spawn("late", () -> late.advance(Duration.ofMinutes(2)));
    assertThatThrownBy(() -> late.run(Duration.ofMinutes(1)))
        .hasMessageContaining("not over after PT1M")
        .hasMessageContaining("late (BLOCKED) waiting for time to pass until PT2M");
  }

  @Test
  void noThreadIsLeftAfterARunHoweverItEnded() {
    for (boolean fails : new boolean[] {false, true}) {
      Simulation simulation = new Simulation(5);
      List<Thread> threads = new ArrayList<>();
      threads.add(
          simulation.spawnDaemon("parked", () -> simulation.platform().park(Platform.FOREVER)));
      threads.add(
          simulation.spawnDaemon(
              "waiting",
              () -> {
                simulation.platform().schedule(simulation.now() + 1, () -> {});
                simulation.await(() -> false);
              }));
      threads.add(
          simulation.spawn(
              "main",
              () -> {
                simulation.advance(Duration.ofSeconds(1));
                assertThat(simulation.platform().liveThreads()).containsExactly("sim-housekeeper");
                assertThat(fails).isFalse();
              }));
      if (fails) {
        assertThatThrownBy(simulation::run).isInstanceOf(AssertionError.class);
      } else {
        simulation.run();
      }
      assertThat(threads).noneMatch(Thread::isAlive);
    }
  }

  @Test
  void timersRunAtTheirTimeInItsOrderOnTheHousekeeper() {
    Simulation.explore(
        SEEDS,
        sim -> {
          List<String> ran = new ArrayList<>();
          sim.spawn(
              "main",
              () -> {
                long now = sim.now();
                for (int millis : new int[] {30, 10, 20}) {
                  sim.platform()
                      .schedule(
                          now + millis * 1_000_000L,
                          () -> ran.add(Thread.currentThread().getName() + sim.elapsed()));
                }
                sim.advance(Duration.ofSeconds(1));
                assertThat(ran)
                    .containsExactly(
                        "sim-housekeeperPT0.01S",
                        "sim-housekeeperPT0.02S",
                        "sim-housekeeperPT0.03S");
              });
        });
  }

  @Test
  void aTimerRunsOrIsTakenBackButNeverBoth() {
    Set<Boolean> outcomes = new HashSet<>();
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "main",
                () -> {
                  int[] runs = {0};
                  TimeSource.Timer timer = sim.platform().schedule(sim.now(), () -> runs[0]++);
                  sim.yieldPoint();
                  boolean won = timer.cancel();
                  assertThat(timer.cancel()).isFalse();
                  sim.advance(Duration.ofSeconds(1));
                  assertThat(runs[0]).isEqualTo(won ? 0 : 1);
                  assertThat(sim.platform().pendingTimers()).isZero();
                  outcomes.add(won);
                }));
    assertThat(outcomes).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void theTimeOfDayFollowsUnlessItJumps() {
    Simulation simulation = new Simulation(8);
    simulation.spawn(
        "main",
        () -> {
          Instant before = simulation.platform().wallClock();
          simulation.advance(Duration.ofSeconds(3));
          assertThat(simulation.platform().wallClock()).isEqualTo(before.plusSeconds(3));
          simulation.jumpWallClock(Duration.ofHours(-1));
          assertThat(simulation.platform().wallClock())
              .isEqualTo(before.plusSeconds(3).minus(Duration.ofHours(1)));
          assertThat(simulation.elapsed()).isEqualTo(Duration.ofSeconds(3));
        });
    simulation.run();
  }

  @Test
  void twoThreadsMayWaitForConditionsThatTakeLocks() {
    Simulation.explore(
        SEEDS,
        sim -> {
          Lock lock = sim.platform().newLock();
          int[] count = {0};
          for (String name : List.of("watcher 1", "watcher 2")) {
            sim.spawn(name, () -> sim.await(() -> locked(lock, () -> count[0] == 3)));
          }
          sim.spawn(
              "counter",
              () -> {
                for (int round = 0; round < 3; round++) {
                  sim.advance(Duration.ofMillis(5));
                  locked(lock, () -> ++count[0] > 0);
                }
              });
        });
  }

  private static boolean locked(Lock lock, BooleanSupplier body) {
    lock.lock();
    try {
      return body.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  @Test
  void waitingForAConditionEndsAtItsDeadline() {
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "main",
                () -> {
                  assertThat(sim.awaitUntil(sim.now() + 7, () -> false)).isFalse();
                  assertThat(sim.elapsed()).isEqualTo(Duration.ofNanos(7));
                }));
  }

  @Test
  void shutdownInterruptsTheThreadsAndWaitsForThem() {
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "main",
                () -> {
                  SimPlatform platform = sim.platform();
                  platform.schedule(sim.now() + 1_000_000, () -> sim.fail("a timer ran"));
                  platform.start(
                      task(
                          () -> {
                            while (!Thread.currentThread().isInterrupted()) {
                              platform.park(Platform.FOREVER);
                            }
                          }));
                  assertThat(platform.shutdown(Platform.FOREVER)).isTrue();
                  assertThat(platform.liveThreads()).isEmpty();
                  assertThatThrownBy(() -> platform.start(task(() -> {})))
                      .isInstanceOf(RejectedExecutionException.class);
                  TimeSource.Timer late = platform.schedule(sim.now(), () -> sim.fail("ran"));
                  sim.advance(Duration.ofSeconds(1));
                  assertThat(late.cancel()).isTrue();
                }));
  }

  @Test
  void shutdownWaitsUntilItsDeadlineAndNotForItsCaller() {
    Simulation.explore(
        SEEDS,
        sim ->
            sim.spawn(
                "main",
                () -> {
                  SimPlatform platform = sim.platform();
                  List<Boolean> inside = new ArrayList<>();
                  platform.start(task(() -> inside.add(platform.shutdown(Platform.FOREVER))));
                  sim.await(() -> !inside.isEmpty());
                  assertThat(inside).containsExactly(true);

                  SimPlatform other = sim.newPlatform("other");
                  other.start(task(() -> sim.advance(Duration.ofSeconds(9))));
                  assertThat(other.shutdown(sim.now() + 1000)).isFalse();
                  assertThat(sim.elapsed()).isEqualTo(Duration.ofNanos(1000));
                  assertThat(other.liveThreads()).containsExactly("task");
                }));
  }

  @Test
  void anotherThreadMayNotMeddleWithARun() {
    Simulation simulation = new Simulation(1);
    List<Throwable> thrown = new ArrayList<>();
    simulation.spawn(
        "main",
        () -> {
          Thread stranger =
              new Thread(() -> thrown.add(catchThrowable(() -> simulation.note("hello"))));
          stranger.start();
          stranger.join();
        });
    simulation.run();
    assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
  }

  private static Platform.Task task(Runnable body) {
    return new Platform.Task("task", false, Platform.Urgency.PROMPT, body);
  }

  private interface Script {
    void run(Simulation simulation) throws Exception;
  }

  private static void assertFails(Script script, String why) {
    Simulation simulation = new Simulation(42);
    simulation.spawn("main", () -> script.run(simulation));
    assertThatThrownBy(simulation::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed 42: ")
        .hasMessageContaining(why);
  }
}
