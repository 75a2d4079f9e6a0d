package io.conpool.impl.sim;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Time, threads and chance of one pool in a simulation. */
public final class SimPlatform implements Platform {

  private final Simulation simulation;
  private final String name;
  private final Queue<Timer> timers = new PriorityQueue<>();
  private final List<SimThread> threads = new ArrayList<>();
  private @Nullable SimThread housekeeper;
  private boolean closed;
  private boolean ticking;

  SimPlatform(Simulation simulation, String name) {
    this.simulation = simulation;
    this.name = name;
  }

  @Override
  public long now() {
    simulation.yieldPoint();
    return simulation.now();
  }

  @Override
  public long tick() {
    return simulation.now();
  }

  @Override
  public void ticking(boolean on) {
    ticking = on;
  }

  /** Whether the tick was asked to be kept fresh. */
  public boolean isTicking() {
    return ticking;
  }

  @Override
  public Instant wallClock() {
    simulation.yieldPoint();
    return simulation.wallClock();
  }

  @Override
  public void park(long deadline) {
    SimThread self = simulation.requireSelf();
    simulation.requireMayBlock("parked");
    if (!self.permit && !simulation.spurious()) {
      simulation.block("an unpark", deadline, true);
    } else {
      simulation.yieldPoint();
    }
    self.permit = false;
  }

  @Override
  public void unpark(Thread thread) {
    simulation.requireTurn();
    if (thread instanceof SimThread parked && parked.simulation == simulation) {
      parked.permit = true;
      simulation.wake(parked);
    }
    simulation.yieldPoint();
  }

  @Override
  public TimeSource.Timer schedule(long time, Runnable task) {
    simulation.requireTurn();
    simulation.yieldPoint();
    Timer timer = new Timer(time, task);
    if (!closed && time != FOREVER) {
      timers.add(timer);
      if (housekeeper == null) {
        housekeeper = simulation.add(name + "-housekeeper", true, this::keepHouse);
      }
      simulation.wake(housekeeper);
    }
    return timer;
  }

  private void keepHouse() {
    SimThread self = simulation.requireSelf();
    while (!closed) {
      Timer first = timers.peek();
      if (first == null) {
        simulation.block("a timer", FOREVER, false);
      } else if (!simulation.isDue(first.time)) {
        simulation.block("the next timer", first.time, false);
      } else {
        timers.remove();
        simulation.yieldPoint();
        self.mustNotBlock = true;
        first.run();
        self.mustNotBlock = false;
      }
    }
  }

  @Override
  public void start(Task task) {
    simulation.requireTurn();
    if (closed) {
      throw new RejectedExecutionException("the pool is closed");
    }
    threads.removeIf(thread -> thread.status == SimThread.Status.ENDED);
    threads.add(simulation.add(task.name(), true, task.body()::run));
    simulation.yieldPoint();
  }

  @Override
  public long random(long bound) {
    return simulation.random(bound);
  }

  @Override
  public Lock newLock() {
    return new SimLock(simulation);
  }

  @Override
  public boolean shutdown(long deadline) {
    SimThread self = simulation.requireSelf();
    simulation.requireNoLock("shut down");
    closed = true;
    timers.clear();
    if (housekeeper != null) {
      simulation.wake(housekeeper);
    }
    threads.remove(self);
    threads.forEach(
        thread -> {
          if (thread.status != SimThread.Status.ENDED) {
            thread.interrupt();
          }
        });
    simulation.awaitUntil(deadline, () -> self.isInterrupted() || isAtRest(self));
    return isAtRest(self);
  }

  private boolean isAtRest(SimThread self) {
    return housekeeper == self || liveThreads().isEmpty();
  }

  /**
   * The names of the threads this platform has started, the housekeeper too, that have not ended.
   */
  public List<String> liveThreads() {
    List<String> names = new ArrayList<>();
    for (SimThread thread : threads) {
      if (thread.status != SimThread.Status.ENDED) {
        names.add(thread.getName());
      }
    }
    if (housekeeper != null && housekeeper.status != SimThread.Status.ENDED) {
      names.add(housekeeper.getName());
    }
    return names;
  }

  /** How many timers wait for their time. */
  public int pendingTimers() {
    return timers.size();
  }

  /** Timers of the same time run in any order. */
  private final class Timer implements TimeSource.Timer, Comparable<Timer> {

    private final long time;
    private final long tieBreaker = simulation.random(Long.MAX_VALUE);
    private @Nullable Runnable task;

    Timer(long time, Runnable task) {
      this.time = time;
      this.task = task;
    }

    void run() {
      Runnable work = task;
      task = null;
      if (work != null) {
        work.run();
      }
    }

    @Override
    public boolean cancel() {
      if (!simulation.isEnding()) {
        simulation.requireTurn();
        simulation.yieldPoint();
      }
      boolean won = task != null;
      task = null;
      timers.remove(this);
      return won;
    }

    @Override
    public int compareTo(Timer other) {
      long later = time - other.time;
      return Long.signum(later != 0 ? later : tieBreaker - other.tieBreaker);
    }
  }
}
