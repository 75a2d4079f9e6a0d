package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SystemTimeTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final StartedThreads threads = new StartedThreads();
  private final SystemTime time = new SystemTime(threads, new DaemonThreads("housekeeper"));

  @AfterEach
  void noThreadIsLeft() {
    time.close();
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
  }

  private long in(long millis) {
    return time.now() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Lets everything that is due run first. */
  private void settle() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    time.schedule(time.now(), ran::countDown);
    ran.await();
  }

  @Test
  void aTimerRunsWhenItsTimeHasComeOnADaemonThread() throws InterruptedException {
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    CountDownLatch ran = new CountDownLatch(1);
    long due = in(20);
    time.schedule(
        due,
        () -> {
          ranOn.set(Thread.currentThread());
          ran.countDown();
        });
    ran.await();
    assertThat(time.now() - due).isNotNegative();
    assertThat(ranOn.get().getName()).isEqualTo("housekeeper");
    assertThat(ranOn.get().isDaemon()).isTrue();
  }

  @Test
  void timersRunInTheOrderOfTheirTimesThenOfTheirScheduling() throws InterruptedException {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(4);
    time.schedule(time.now(), () -> awaitUninterruptibly(gate));
    long now = time.now();
    for (String name : List.of("3", "1", "2a", "2b")) {
      time.schedule(
          now + Character.digit(name.charAt(0), 10),
          () -> {
            order.add(name);
            ran.countDown();
          });
    }
    gate.countDown();
    ran.await();
    assertThat(order).containsExactly("1", "2a", "2b", "3");
  }

  @Test
  void anEarlierTimerOvertakesTheOneTheHousekeeperWaitsFor() throws InterruptedException {
    time.schedule(time.now() + HOUR, () -> {});
    settle();
    CountDownLatch ran = new CountDownLatch(1);
    time.schedule(in(1), ran::countDown);
    ran.await();
  }

  @Test
  void aTimerIsTakenBackOnceAndThenNeverRuns() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    time.schedule(time.now(), () -> awaitUninterruptibly(gate));
    TimeSource.Timer timer = time.schedule(time.now(), () -> ran.add("timer"));
    assertThat(timer.cancel()).isTrue();
    assertThat(timer.cancel()).isFalse();
    gate.countDown();
    settle();
    assertThat(ran).isEmpty();
  }

  @Test
  void aTimerThatRunsOrHasRunCannotBeTakenBack() throws InterruptedException {
    AtomicReference<TimeSource.Timer> self = new AtomicReference<>();
    CountDownLatch gate = new CountDownLatch(1);
    List<Boolean> won = new CopyOnWriteArrayList<>();
    self.set(
        time.schedule(
            time.now(),
            () -> {
              awaitUninterruptibly(gate);
              won.add(self.get().cancel());
            }));
    gate.countDown();
    settle();
    assertThat(won).containsExactly(false);
    assertThat(self.get().cancel()).isFalse();
  }

  @Test
  void timersTakenBackDoNotPileUp() {
    TimeSource.Timer stays = time.schedule(time.now() + HOUR, () -> {});
    for (int round = 0; round < 10_000; round++) {
      assertThat(time.schedule(time.now() + HOUR + round, () -> {}).cancel()).isTrue();
      assertThat(time.queued()).isLessThan(100);
    }
    assertThat(stays.cancel()).isTrue();
  }

  @Test
  void aTimerThatThrowsIsLoggedAndTheOthersRun() throws InterruptedException {
    try (LogCapture log = new LogCapture()) {
      AssertionError failure = new AssertionError("planted");
      time.schedule(
          time.now(),
          () -> {
            throw failure;
          });
      settle();
      assertThat(log.records()).extracting(LogRecord::getThrown).containsExactly(failure);
    }
  }

  @Test
  void aBrokenLogDoesNotEndTheHousekeeper() throws InterruptedException {
    try (LogCapture log = new LogCapture()) {
      log.breakDown();
      time.schedule(
          time.now(),
          () -> {
            throw new AssertionError("planted");
          });
      settle();
      assertThat(log.records()).hasSize(1);
    }
  }

  @Test
  void anInterruptDoesNotHarmTheHousekeeper() throws InterruptedException {
    AtomicReference<Thread> housekeeper = new AtomicReference<>();
    time.schedule(time.now(), () -> housekeeper.set(Thread.currentThread()));
    settle();
    housekeeper.get().interrupt();
    settle();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    time.schedule(time.now(), () -> Thread.currentThread().interrupt());
    time.schedule(time.now(), () -> flag.set(Thread.currentThread().isInterrupted()));
    settle();
    assertThat(flag.get()).isFalse();
    assertThat(housekeeper.get().isAlive()).isTrue();
  }

  @Test
  void thereIsNoThreadBeforeTheFirstTimer() {
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
    time.schedule(Platform.FOREVER, () -> {});
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
  }

  @Test
  void closingEndsTheHousekeeperAndItsTimers() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    TimeSource.Timer before = time.schedule(time.now() + HOUR, () -> ran.add("before"));
    settle();
    time.close();
    TimeSource.Timer after = time.schedule(time.now(), () -> ran.add("after"));
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
    assertThat(time.queued()).isZero();
    assertThat(before.cancel()).isTrue();
    assertThat(after.cancel()).isTrue();
    assertThat(ran).isEmpty();
  }

  @Test
  void aParkEndsAtItsDeadlineOrWhenUnparked() {
    long deadline = in(5);
    while (time.now() - deadline < 0) {
      time.park(deadline);
    }
    time.unpark(Thread.currentThread());
    time.park(Platform.FOREVER);
    time.unpark(Thread.currentThread());
    time.park(time.now() + HOUR);
    assertThat(Duration.between(time.wallClock(), Instant.now())).isLessThan(Duration.ofMinutes(1));
  }

  private static void awaitUninterruptibly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
