package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides which simulated thread goes on. It has no thread: whoever gives up its turn chooses the
 * next.
 *
 * <p>Its fields are plain, since only the thread whose turn it is touches them, and handing over
 * the turn orders memory.
 */
final class Scheduler {

  private enum Phase {
    SETUP,
    RUNNING,
    /** The threads that are left are unwound, one after the other. */
    ENDING,
    ENDED
  }

  /** How long nothing may move before a thread is taken to block for real. */
  private static final long PATIENCE_SECONDS = 20;

  private final SplittableRandom dice;
  private final SimClock clock;
  private final Chronicle chronicle;
  private final List<SimThread> alive = new ArrayList<>();
  private final List<SimThread> started = new ArrayList<>();
  private final List<SimThread> candidates = new ArrayList<>();
  private final Semaphore over = new Semaphore(0);
  private volatile Phase phase = Phase.SETUP;
  private final AtomicLong steps = new AtomicLong();
  private long maxSteps = 3_000_000;
  private long limit;
  private long progress;
  private int threadCount;
  private int foreground;
  private @Nullable AssertionError failure;

  Scheduler(SplittableRandom dice, SimClock clock, Chronicle chronicle) {
    this.dice = dice;
    this.clock = clock;
    this.chronicle = chronicle;
  }

  void maxSteps(long most) {
    maxSteps = most;
  }

  long steps() {
    return steps.get();
  }

  /** Changes whenever something has happened that may have made a condition true. */
  long progress() {
    return progress;
  }

  boolean isEnding() {
    return phase == Phase.ENDING;
  }

  /** Whether the simulated threads may be at work, so that no other may touch what is theirs. */
  boolean isBusy() {
    return phase == Phase.RUNNING || phase == Phase.ENDING;
  }

  int nextNumber() {
    return threadCount++;
  }

  void add(SimThread thread) {
    alive.add(thread);
    if (!thread.background) {
      foreground++;
    }
  }

  void run(Duration longest) {
    if (phase != Phase.SETUP || foreground == 0) {
      throw new IllegalStateException("a simulation runs once, and needs a foreground thread");
    }
    limit = longest.toNanos();
    phase = Phase.RUNNING;
    SimThread first = choose();
    if (first != null) {
      handOver(first);
      awaitEnd();
    }
    phase = Phase.ENDED;
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitEnd() {
    try {
      long before = -1;
      while (!over.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        if (steps() == before) {
          throw abandon("a thread blocks outside the simulation", null);
        }
        before = steps();
      }
      for (SimThread thread : started) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw abandon("the test was interrupted", e);
    }
  }

  private AssertionError abandon(String why, @Nullable Throwable cause) {
    AssertionError abandoned = new AssertionError(report(why), failure == null ? cause : failure);
    phase = Phase.ENDING;
    started.forEach(SimThread::interruptForReal);
    return abandoned;
  }

  private String report(String why) {
    return chronicle.report(why, steps(), alive);
  }

  /** Ends the run as failed; the first failure is the one that counts. */
  AssertionError fail(String why, @Nullable Throwable cause) {
    AssertionError error = new AssertionError(report(why), cause);
    if (failure == null) {
      failure = error;
    }
    if (phase == Phase.RUNNING) {
      phase = Phase.ENDING;
    }
    return error;
  }

  void throwIfEnding() {
    if (phase == Phase.ENDING) {
      throw new SimulationEnded();
    }
  }

  void wake(SimThread thread) {
    if (thread.status == SimThread.Status.BLOCKED) {
      thread.status = SimThread.Status.RUNNABLE;
    }
  }

  /** The first thing that a thread does. */
  void began(SimThread self) {
    self.deliverInterrupt();
    throwIfEnding();
  }

  /**
   * Gives up the turn, and returns when it comes back; the status says what must have happened by
   * then.
   */
  void switchFrom(SimThread self) {
    throwIfEnding();
    SimThread next = choose();
    if (next != null && next != self) {
      handOver(next);
      self.baton.acquireUninterruptibly();
    }
    self.status = SimThread.Status.RUNNABLE;
    self.deliverInterrupt();
    throwIfEnding();
  }

  /** The last thing that a thread does. */
  void ended(SimThread self, @Nullable Throwable thrown) {
    if (phase == Phase.RUNNING) {
      if (thrown != null) {
        fail(self.getName() + " threw " + thrown, thrown);
      } else if (self.locksHeld > 0) {
        fail(self.getName() + " ended with a lock held", null);
      }
    }
    self.status = SimThread.Status.ENDED;
    alive.remove(self);
    progress++;
    if (!self.background && --foreground == 0 && phase == Phase.RUNNING) {
      phase = Phase.ENDING;
    }
    SimThread next = phase == Phase.RUNNING ? choose() : null;
    if (next == null) {
      next = nextToUnwind();
    }
    if (next == null) {
      over.release();
    } else {
      handOver(next);
    }
  }

  private @Nullable SimThread nextToUnwind() {
    alive.removeIf(thread -> thread.status == SimThread.Status.NEW);
    return alive.isEmpty() ? null : alive.get(0);
  }

  private void handOver(SimThread next) {
    if (next.status == SimThread.Status.NEW) {
      next.status = SimThread.Status.RUNNABLE;
      started.add(next);
      next.start();
    } else {
      next.baton.release();
    }
  }

  /** Picks who goes on; null if the run is over, as failed. */
  private @Nullable SimThread choose() {
    do {
      if (steps.incrementAndGet() > maxSteps) {
        fail("no end after " + maxSteps + " steps", null);
        return null;
      }
      candidates.clear();
      for (SimThread thread : alive) {
        if (canRun(thread)) {
          candidates.add(thread);
        }
      }
      if (!candidates.isEmpty()) {
        SimThread chosen = candidates.get(dice.nextInt(candidates.size()));
        if (!chosen.looking) {
          progress++;
        }
        chronicle.mark(chosen.number);
        return chosen;
      }
    } while (jump());
    return null;
  }

  private boolean canRun(SimThread thread) {
    return switch (thread.status) {
      case NEW, RUNNABLE -> true;
      case POLLING -> thread.looked != progress || clock.isDue(thread.deadline);
      case BLOCKED, ENDED -> false;
    };
  }

  /**
   * Moves the clock to the next deadline and wakes whose it is; false if the run has failed
   * instead.
   */
  private boolean jump() {
    long least = Long.MAX_VALUE;
    for (SimThread thread : alive) {
      if (thread.deadline != Platform.FOREVER) {
        least = Math.min(least, thread.deadline - clock.now());
      }
    }
    if (least == Long.MAX_VALUE) {
      fail("deadlock: every thread waits, and for nothing that has a time", null);
      return false;
    }
    if (clock.elapsed().toNanos() + least > limit) {
      fail("not over after " + Duration.ofNanos(limit), null);
      return false;
    }
    clock.jumpTo(clock.now() + least);
    chronicle.mark(least);
    progress++;
    for (SimThread thread : alive) {
      if (clock.isDue(thread.deadline)) {
        wake(thread);
      }
    }
    return true;
  }
}
