package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TimeSource;
import io.conpool.impl.sim.Simulation;
import io.conpool.impl.time.Platform.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemPlatformTest {

  private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

  private final SystemPlatform platform = new SystemPlatform("test", null, null);

  @AfterEach
  void shutDown() throws InterruptedException {
    platform.shutdown(Platform.FOREVER);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("conpool-test-")) {
        // One that shut the platform down itself is not waited for by it, but ends all the same.
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private static Task task(Runnable body) {
    return new Task("task", false, Platform.Urgency.PROMPT, body);
  }

  /** Runs a body on a thread of the platform, to its end, and throws what it throws. */
  private void startAndAwait(boolean platformThread, Runnable body) throws InterruptedException {
    FutureTask<Void> future = new FutureTask<>(body, null);
    platform.start(new Task("task", platformThread, Platform.Urgency.PROMPT, future));
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static boolean isVirtual(Thread thread) {
    try {
      return VIRTUAL && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** A task that ends when it is interrupted. */
  private static Runnable untilInterrupted(CountDownLatch inside) {
    return () -> {
      inside.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void aTaskRunsOnAVirtualThreadWhereTheJdkHasThem() throws InterruptedException {
    startAndAwait(
        false,
        () -> {
          assertThat(isVirtual(Thread.currentThread())).isEqualTo(VIRTUAL);
          assertThat(Thread.currentThread().getName()).isEqualTo("task");
          assertThat(Thread.currentThread().isDaemon()).isTrue();
        });
  }

  @Test
  void aTaskThatAsksForAPlatformThreadGetsOne() throws InterruptedException {
    List<Thread> ranOn = new CopyOnWriteArrayList<>();
    startAndAwait(true, () -> ranOn.add(Thread.currentThread()));
    assertThat(ranOn).singleElement().satisfies(thread -> assertThat(isVirtual(thread)).isFalse());
  }

  @Test
  void theUsersFactoryMakesAllThreadsForTasks() throws InterruptedException {
    List<Thread> made = new CopyOnWriteArrayList<>();
    List<Thread> ranOn = new CopyOnWriteArrayList<>();
    SystemPlatform ours =
        new SystemPlatform(
            "ours",
            null,
            body -> {
              Thread thread = new Thread(body, "mine");
              made.add(thread);
              return thread;
            });
    CountDownLatch done = new CountDownLatch(1);
    ours.start(
        task(
            () -> {
              ranOn.add(Thread.currentThread());
              done.countDown();
            }));
    done.await();
    assertThat(ranOn).isEqualTo(made).hasSize(1);
    assertThat(ours.shutdown(Platform.FOREVER)).isTrue();
    assertThat(made).noneMatch(Thread::isAlive);
    assertThat(made).extracting(Thread::getName).containsExactly("mine");
  }

  @Test
  void whatATaskThrowsIsLogged() {
    try (LogCapture log = new LogCapture()) {
      AssertionError failure = new AssertionError("planted");
      platform.start(
          task(
              () -> {
                throw failure;
              }));
      assertThat(platform.shutdown(Platform.FOREVER)).isTrue();
      assertThat(log.records()).extracting(LogRecord::getThrown).containsExactly(failure);
    }
  }

  @Test
  void shutdownInterruptsWhatRunsAndWaitsForIt() throws InterruptedException {
    for (boolean platformThread : new boolean[] {false, true}) {
      SystemPlatform ours = new SystemPlatform("ours", null, null);
      CountDownLatch inside = new CountDownLatch(3);
      for (int number = 0; number < 3; number++) {
        ours.start(
            new Task("task", platformThread, Platform.Urgency.PROMPT, untilInterrupted(inside)));
      }
      inside.await();
      assertThat(ours.shutdown(Platform.FOREVER)).isTrue();
    }
  }

  @Test
  void shutdownWaitsNoLongerThanItsDeadline() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    platform.start(
        task(
            () -> {
              inside.countDown();
              awaitHoweverOftenInterrupted(gate);
            }));
    inside.await();
    long deadline = platform.now() + TimeUnit.MILLISECONDS.toNanos(20);
    assertThat(platform.shutdown(deadline)).isFalse();
    assertThat(platform.now() - deadline).isNotNegative();
    gate.countDown();
    assertThat(platform.shutdown(Platform.FOREVER)).isTrue();
  }

  @Test
  void anInterruptEndsTheWaitOfShutdownAndKeepsTheFlag() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    platform.start(
        task(
            () -> {
              inside.countDown();
              awaitHoweverOftenInterrupted(gate);
            }));
    inside.await();
    Thread.currentThread().interrupt();
    assertThat(platform.shutdown(Platform.FOREVER)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
  }

  private static void awaitHoweverOftenInterrupted(CountDownLatch gate) {
    for (; ; ) {
      try {
        gate.await();
        return;
      } catch (InterruptedException e) {
        // A stubborn foreign hook.
      }
    }
  }

  @Test
  void shutdownFromATaskDoesNotWaitForItself() throws InterruptedException {
    List<Boolean> ended = new CopyOnWriteArrayList<>();
    startAndAwait(false, () -> ended.add(platform.shutdown(Platform.FOREVER)));
    assertThat(ended).containsExactly(true);
  }

  @Test
  void shutdownFromATimerDoesNotWaitForItself() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    platform.schedule(
        platform.now(),
        () -> {
          platform.shutdown(Platform.FOREVER);
          done.countDown();
        });
    done.await();
  }

  @Test
  void twoTasksThatShutDownDoNotWaitForEachOther() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch done = new CountDownLatch(2);
    for (int number = 0; number < 2; number++) {
      platform.start(
          task(
              () -> {
                inside.countDown();
                awaitHoweverOftenInterrupted(inside);
                // What interrupts one of them is the other.
                boolean ended = false;
                while (!ended) {
                  ended = platform.shutdown(Platform.FOREVER);
                  Thread.interrupted();
                }
                done.countDown();
              }));
    }
    done.await();
  }

  @Test
  void afterShutdownNothingStarts() {
    platform.schedule(platform.now() + TimeUnit.HOURS.toNanos(1), () -> {});
    assertThat(platform.shutdown(Platform.FOREVER)).isTrue();
    List<String> ran = new CopyOnWriteArrayList<>();
    for (boolean platformThread : new boolean[] {false, true}) {
      assertThatThrownBy(
              () ->
                  platform.start(
                      new Task(
                          "late", platformThread, Platform.Urgency.PROMPT, () -> ran.add("task"))))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("the pool is closed");
    }
    TimeSource.Timer timer = platform.schedule(platform.now(), () -> ran.add("timer"));
    assertThat(timer.cancel()).isTrue();
    assertThat(platform.shutdown(Platform.FOREVER)).isTrue();
    assertThat(ran).isEmpty();
  }

  @Test
  void theTickFollowsTheClock() throws InterruptedException {
    long before = platform.now();
    long first = platform.tick();
    for (int reading = 0; reading < 10_000; reading++) { // so often that a timer keeps it fresh
      first = platform.tick();
    }
    assertThat(first - before).isNotNegative();
    CountDownLatch later = new CountDownLatch(1);
    platform.schedule(platform.now() + TimeUnit.MILLISECONDS.toNanos(25), later::countDown);
    later.await();
    assertThat(platform.tick() - first).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(9));
  }

  @Test
  void withTheUsersTimeSourceTheTickIsExactAndThereIsNoHousekeeper() {
    Simulation.explore(
        20,
        simulation ->
            simulation.spawn(
                "main",
                () -> {
                  SystemPlatform given = new SystemPlatform("test", simulation.platform(), null);
                  boolean[] ran = {false};
                  given.schedule(given.now() + 1000, () -> ran[0] = true);
                  simulation.advance(Duration.ofNanos(1001));
                  assertThat(ran[0]).isTrue();
                  assertThat(given.tick()).isEqualTo(simulation.now());
                  assertThat(given.wallClock()).isEqualTo(simulation.platform().wallClock());
                  assertThat(given.shutdown(Platform.FOREVER)).isTrue();
                }));
  }

  @Test
  void randomNumbersFillTheirRangeAndDifferFromPoolToPool() {
    Set<Long> seen = new HashSet<>();
    for (int round = 0; round < 1000; round++) {
      seen.add(platform.random(10));
    }
    assertThat(seen).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(platform.random(Long.MAX_VALUE))
        .isNotEqualTo(new SystemPlatform("other", null, null).random(Long.MAX_VALUE));
    assertThatThrownBy(() -> platform.random(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLockIsHeldByOneThreadAtATime() throws InterruptedException {
    var lock = platform.newLock();
    lock.lock();
    try {
      startAndAwait(false, () -> assertThat(lock.tryLock()).isFalse());
    } finally {
      lock.unlock();
    }
    startAndAwait(false, () -> assertThat(lock.tryLock()).isTrue());
  }
}
