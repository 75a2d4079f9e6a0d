package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.impl.time.Platform.Task;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerThreadsTest {

  private static final int MOST = 64;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final StartedThreads threads = new StartedThreads();
  private final SystemTime time = new SystemTime(threads, new DaemonThreads("housekeeper"));
  private final Set<Thread> made = ConcurrentHashMap.newKeySet();
  private final ThreadFactory factory =
      body -> {
        Thread thread = new DaemonThreads("idle").newThread(body);
        made.add(thread);
        return thread;
      };

  @AfterEach
  void noThreadIsLeft() {
    threads.close();
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
    assertThat(made).noneMatch(Thread::isAlive);
  }

  private WorkerThreads workers(long longestRest) {
    return new WorkerThreads(threads, factory, MOST, longestRest);
  }

  private static Task task(String name, Runnable body) {
    return new Task(name, false, Platform.Urgency.PROMPT, body);
  }

  private static Runnable blocking(CountDownLatch inside, CountDownLatch gate) {
    return () -> {
      inside.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void aTaskLendsItsNameToTheThread() throws InterruptedException {
    WorkerThreads workers = workers(1);
    List<String> names = new CopyOnWriteArrayList<>();
    workers.start(task("dial a.test:7", () -> names.add(Thread.currentThread().getName())));
    for (Thread thread : made) {
      thread.join();
    }
    assertThat(names).containsExactly("dial a.test:7");
    assertThat(made).extracting(Thread::isDaemon).containsExactly(true);
    assertThat(made).extracting(Thread::getName).containsExactly("idle");
  }

  @Test
  void atTheCapPromptTasksGoFirst() throws InterruptedException {
    WorkerThreads workers = workers(HOUR);
    CountDownLatch inside = new CountDownLatch(MOST);
    CountDownLatch others = new CountDownLatch(1);
    CountDownLatch one = new CountDownLatch(1);
    for (int number = 0; number < MOST; number++) {
      workers.start(task("blocked", blocking(inside, number == 0 ? one : others)));
    }
    inside.await();
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(3);
    for (String name : List.of("yielding", "prompt 1", "prompt 2")) {
      workers.start(
          new Task(
              name,
              false,
              name.equals("yielding") ? Platform.Urgency.YIELDING : Platform.Urgency.PROMPT,
              () -> {
                order.add(name);
                done.countDown();
              }));
    }
    assertThat(made).hasSize(MOST);
    one.countDown();
    done.await();
    assertThat(order).containsExactly("prompt 1", "prompt 2", "yielding");
    assertThat(made).hasSize(MOST);
    workers.close();
    others.countDown();
  }

  @Test
  void noTaskWaitsForAnotherBelowTheCap() throws InterruptedException {
    WorkerThreads workers = workers(HOUR);
    CountDownLatch inside = new CountDownLatch(50);
    CountDownLatch gate = new CountDownLatch(1);
    for (int number = 0; number < 50; number++) {
      workers.start(task("blocked", blocking(inside, gate)));
    }
    inside.await();
    gate.countDown();
    workers.close();
  }

  @Test
  void aRestingThreadTakesTheNextTask() throws InterruptedException {
    WorkerThreads workers = workers(HOUR);
    int tasks = 0;
    while (tasks <= made.size()) {
      CountDownLatch ran = new CountDownLatch(1);
      workers.start(task("short", ran::countDown));
      ran.await();
      tasks++;
    }
    workers.close();
  }

  @Test
  void aThreadWithoutATaskEndsAfterAWhile() throws InterruptedException {
    WorkerThreads workers = workers(1);
    for (int round = 1; round <= 3; round++) {
      workers.start(task("short", () -> {}));
      for (Thread thread : made) {
        thread.join();
      }
      assertThat(made).hasSize(round);
    }
  }

  @Test
  void aTaskThatThrowsIsLoggedAndTheThreadTakesTheNext() throws InterruptedException {
    try (LogCapture log = new LogCapture()) {
      WorkerThreads workers = workers(HOUR);
      AssertionError failure = new AssertionError("planted");
      CountDownLatch inside = new CountDownLatch(MOST - 1);
      CountDownLatch gate = new CountDownLatch(1);
      for (int number = 1; number < MOST; number++) {
        workers.start(task("blocked", blocking(inside, gate)));
      }
      inside.await();
      workers.start(
          task(
              "failing",
              () -> {
                throw failure;
              }));
      CountDownLatch ran = new CountDownLatch(1);
      workers.start(task("next", ran::countDown));
      ran.await();
      assertThat(log.records()).extracting(LogRecord::getThrown).containsExactly(failure);
      assertThat(log.records()).extracting(LogRecord::getMessage).containsExactly("failing failed");
      workers.close();
      gate.countDown();
    }
  }

  @Test
  void anInterruptMeantForOneTaskDoesNotReachTheNext() throws InterruptedException {
    WorkerThreads workers = workers(HOUR);
    List<Boolean> flags = new CopyOnWriteArrayList<>();
    while (flags.size() <= made.size()) {
      CountDownLatch ran = new CountDownLatch(1);
      workers.start(
          task(
              "interrupted",
              () -> {
                flags.add(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
                ran.countDown();
              }));
      ran.await();
    }
    assertThat(flags).doesNotContain(true);
    workers.close();
  }

  @Test
  void closingEndsRestingThreadsRunsWhatWaitsAndRefusesMore() throws InterruptedException {
    WorkerThreads workers = workers(HOUR);
    CountDownLatch inside = new CountDownLatch(MOST);
    CountDownLatch gate = new CountDownLatch(1);
    for (int number = 0; number < MOST; number++) {
      workers.start(task("blocked", blocking(inside, gate)));
    }
    inside.await();
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    workers.start(task("waiting", () -> interrupted.add(Thread.currentThread().isInterrupted())));
    workers.close();
    assertThatThrownBy(() -> workers.start(task("late", () -> {})))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the pool is closed");
    threads.close();
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
    assertThat(interrupted).containsExactly(true);
  }

  @Test
  void aTaskThatGetsNoThreadIsRefusedAndNeverRuns() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    boolean[] broken = {true};
    CountDownLatch done = new CountDownLatch(1);
    WorkerThreads workers =
        new WorkerThreads(
            threads,
            body -> {
              if (broken[0]) {
                throw new IllegalStateException("planted");
              }
              return factory.newThread(body);
            },
            MOST,
            HOUR);
    assertThatThrownBy(() -> workers.start(task("refused", () -> ran.add("refused"))))
        .isInstanceOf(RejectedExecutionException.class)
        .hasRootCauseMessage("planted");
    broken[0] = false;
    workers.start(
        task(
            "accepted",
            () -> {
              ran.add("accepted");
              done.countDown();
            }));
    done.await();
    assertThat(ran).containsExactly("accepted");
    workers.close();
  }
}
