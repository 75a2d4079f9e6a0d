package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.impl.GarbageCollection;
import io.conpool.impl.sim.Simulation;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StartedThreadsTest {

  private static final ThreadFactory FACTORY = new DaemonThreads("started");

  private final StartedThreads threads = new StartedThreads();
  private final SystemTime time = new SystemTime(threads, new DaemonThreads("housekeeper"));

  @AfterEach
  void noThreadIsLeft() {
    threads.close();
    assertThat(threads.awaitEnd(time, Platform.FOREVER)).isTrue();
  }

  @Test
  void aFactoryWithoutAThreadIsARefusal() {
    assertThatThrownBy(() -> threads.start(body -> null, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the thread factory made no thread");
    assertThatThrownBy(
            () ->
                threads.start(
                    body -> {
                      throw new IllegalStateException("planted");
                    },
                    () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasRootCauseMessage("planted");
  }

  @Test
  void aThreadThatCannotBeStartedIsARefusalAndNobodyWaitsForIt() {
    Thread unwilling =
        new Thread() {
          @Override
          public synchronized void start() {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };
    assertThatThrownBy(() -> threads.start(body -> unwilling, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("no thread can be started")
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aFactoryThatStartsItsThreadsDoesNotMakeTheWorkRun() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    List<Thread> made = new CopyOnWriteArrayList<>();
    assertThatThrownBy(
            () ->
                threads.start(
                    body -> {
                      Thread thread =
                          new Thread(
                              () -> {
                                try {
                                  gate.await();
                                } catch (InterruptedException e) {
                                  throw new AssertionError(e);
                                }
                                body.run();
                              });
                      made.add(thread);
                      thread.start();
                      return thread;
                    },
                    () -> ran.add("work")))
        .isInstanceOf(RejectedExecutionException.class);
    gate.countDown();
    made.get(0).join();
    assertThat(ran).isEmpty();
  }

  @Test
  void onceClosedEveryThreadIsARefusal() {
    threads.close();
    assertThatThrownBy(() -> threads.start(FACTORY, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the pool is closed");
  }

  @Test
  void whenTheWaitIsOverEveryThreadHasTerminated() {
    for (int round = 0; round < 200; round++) {
      StartedThreads ours = new StartedThreads();
      List<Thread> made = new CopyOnWriteArrayList<>();
      for (int number = 0; number < 3; number++) {
        ours.start(
            body -> {
              Thread thread = FACTORY.newThread(body);
              made.add(thread);
              return thread;
            },
            () -> {});
      }
      assertThat(ours.awaitEnd(time, Platform.FOREVER)).isTrue();
      assertThat(made).noneMatch(Thread::isAlive);
    }
  }

  /** What a thread object keeps when its thread has ended would keep a bundle's class loader. */
  @Test
  void whatAThreadIsGivenToRunIsAnObjectOfTheJdk() {
    List<Runnable> given = new CopyOnWriteArrayList<>();
    threads.start(
        body -> {
          given.add(body);
          return FACTORY.newThread(body);
        },
        () -> {});
    assertThat(given)
        .singleElement()
        .satisfies(body -> assertThat(body.getClass().getClassLoader()).isNull());
  }

  @Test
  void aThreadThatHasEndedHoldsNothingOfItsWork() throws InterruptedException {
    Object held = new Object();
    WeakReference<Object> reference = new WeakReference<>(held);
    List<Thread> made = new CopyOnWriteArrayList<>();
    start(made, held);
    held = null;
    made.get(0).join();
    assertThat(GarbageCollection.takes(reference)).isTrue();
    assertThat(made).hasSize(1);
  }

  private void start(List<Thread> made, Object held) {
    threads.start(
        body -> {
          Thread thread = FACTORY.newThread(body);
          made.add(thread);
          return thread;
        },
        () -> assertThat(held).isNotNull());
  }

  @Test
  void theWaitGoesByTheTimeItIsGiven() {
    Simulation simulation = new Simulation(1);
    CountDownLatch gate = new CountDownLatch(1);
    threads.start(
        FACTORY,
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    simulation.spawn(
        "main",
        () -> {
          assertThat(threads.awaitEnd(simulation.platform(), simulation.now() + 1000)).isFalse();
          assertThat(simulation.elapsed()).isEqualTo(Duration.ofNanos(1000));
        });
    simulation.run();
    gate.countDown();
  }
}
