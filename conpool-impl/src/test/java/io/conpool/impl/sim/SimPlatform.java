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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Time, threads and chance of one pool in a simulation; the time also as a user's time source. */
public final class SimPlatform implements Platform, TimeSource {

  private final Simulation simulation;
  private final String name;
  private final Queue<SimTimer> timers = new PriorityQueue<>();
  private boolean refusesTimers;
  private @Nullable ParkFault nextFault;
  private final List<SimThread> threads = new ArrayList<>();
  private @Nullable SimThread housekeeper;
  private boolean closed;
  private int untilLost;

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
  public Instant wallClock() {
    simulation.yieldPoint();
    return simulation.wallClock();
  }

  @Override
  public void park(long deadline) {
    SimThread self = simulation.requireSelf();
    simulation.requireMayBlock("parked");
    ParkFault fault = self.background ? null : nextFault;
    nextFault = fault == null ? nextFault : null;
    if (fault != null && !fault.afterwards) {
      throw fault.thrown;
    }
    if (!self.permit && (fault != null || !simulation.spurious())) {
      simulation.block(SimThread.UNPARK, deadline, true);
    } else {
      simulation.yieldPoint();
    }
    self.permit = false;
    if (fault != null) {
      throw fault.thrown;
    }
  }

  /** The next foreground thread that parks throws instead. */
  public void throwBeforeNextPark(RuntimeException thrown) {
    nextFault = new ParkFault(thrown, false);
  }

  /** The next foreground thread that parks throws when it is unparked. */
  public void throwAfterNextPark(RuntimeException thrown) {
    nextFault = new ParkFault(thrown, true);
  }

  private record ParkFault(RuntimeException thrown, boolean afterwards) {}

  /**
   * Loses one wake-up, so that a test can prove that it would notice.
   *
   * @param number which one of those to come that a parked foreground thread waits for; from 1
   */
  public void loseWakeUp(int number) {
    untilLost = number;
  }

  private boolean isLost(SimThread parked) {
    boolean counts = untilLost > 0 && !parked.background && parked.isParked();
    return counts && --untilLost == 0;
  }

  @Override
  public void unpark(Thread thread) {
    simulation.requireTurn();
    if (thread instanceof SimThread parked && parked.simulation == simulation && !isLost(parked)) {
      parked.permit = true;
      simulation.wake(parked);
    }
    simulation.yieldPoint();
  }

  /** From now on there is no thread for timers. */
  public void refuseTimers() {
    refusesTimers = true;
  }

  @Override
  public Timer schedule(long time, Runnable task) {
    simulation.requireTurn();
    simulation.yieldPoint();
    if (refusesTimers) {
      throw new RejectedExecutionException("no thread for timers");
    }
    SimTimer timer = new SimTimer(time, task);
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
      SimTimer first = timers.peek();
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
    threads.removeIf(thread -> !thread.isUnfinished());
    threads.add(simulation.add(task.name(), true, task.body()::run));
    simulation.yieldPoint();
  }

  @Override
  public int stripes() {
    return simulation.stripes();
  }

  @Override
  public int stripe() {
    return Thread.currentThread() instanceof SimThread self
        ? self.number & (simulation.stripes() - 1)
        : 0;
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
    // A copy, for those that end meanwhile leave the list.
    List.copyOf(threads).stream().filter(SimThread::isUnfinished).forEach(Thread::interrupt);
    simulation.awaitUntil(deadline, () -> self.isInterrupted() || liveThreads().isEmpty());
    return liveThreads().isEmpty();
  }

  /**
   * The names of the threads this platform has started, the housekeeper too, that have not ended.
   */
  public List<String> liveThreads() {
    Stream<SimThread> all = Stream.concat(threads.stream(), Stream.ofNullable(housekeeper));
    return all.filter(SimThread::isUnfinished).map(Thread::getName).toList();
  }

  /** How many timers wait for their time. */
  public int pendingTimers() {
    return timers.size();
  }

  /** Timers of the same time run in any order. */
  private final class SimTimer implements Timer, Comparable<SimTimer> {

    private final long time;
    private final long tieBreaker = simulation.random(Long.MAX_VALUE);
    private @Nullable Runnable task;

    SimTimer(long time, Runnable task) {
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
    public int compareTo(SimTimer other) {
      long later = time - other.time;
      return Long.signum(later != 0 ? later : tieBreaker - other.tieBreaker);
    }
  }
}
