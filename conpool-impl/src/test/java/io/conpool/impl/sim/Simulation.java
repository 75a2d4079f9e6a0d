package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time, in an order and at times that a seed determines.
 *
 * <p>A simulated thread runs until it comes to a switch point: any call of the {@linkplain
 * #platform() platform}, of a scripted transport or resolver, or of the waiting methods here. There
 * the seed decides who goes on. When nobody can, the clock jumps to the next deadline; where there
 * is none either, the run fails as a deadlock. Every failure names the seed and shows where each
 * thread stands; the same seed gives the same run.
 *
 * <p>The clock's starting point also depends on the seed: it may be negative or just before its
 * overflow, as {@link System#nanoTime()} may be.
 *
 * <p>Before {@link #run} the test thread may use the platform to set things up, but not wait; after
 * it, look at them.
 */
public final class Simulation {

  /** What a simulated thread does; whatever it throws fails the run. */
  @FunctionalInterface
  public interface Body {
    /** Runs. */
    void run() throws Exception;
  }

  private enum Phase {
    SETUP,
    RUNNING,
    /** The threads that are left are unwound, one after the other. */
    ENDING,
    ENDED
  }

  private static final Duration DEFAULT_LIMIT = Duration.ofHours(1);
  private static final long PATIENCE_SECONDS = 20;
  private static final int REMEMBERED = 60;
  private static final int SPURIOUS_ONE_IN = 32;

  private final long seed;
  private final SplittableRandom dice;
  private final int switchOneIn;
  private final long start;
  private final Instant wallClockAtStart = Instant.parse("2024-02-29T12:00:00Z");
  private final List<SimThread> alive = new ArrayList<>();
  private final List<SimThread> started = new ArrayList<>();
  private final List<SimThread> candidates = new ArrayList<>();
  private final Deque<String> recent = new ArrayDeque<>();
  private final Semaphore over = new Semaphore(0);
  private final SimPlatform platform;

  private volatile Phase phase = Phase.SETUP;
  private volatile long steps;
  private long maxSteps = 3_000_000;
  private long limit;
  private long now;
  private Duration wallClockOffset = Duration.ZERO;
  private long progress;
  private long fingerprint;
  private int threadCount;
  private int foreground;
  private @Nullable AssertionError failure;

  /** Makes a simulation whose every choice comes from the seed. */
  public Simulation(long seed) {
    this.seed = seed;
    this.dice = new SplittableRandom(seed);
    this.switchOneIn = 1 << dice.nextInt(1, 5);
    long[] starts = {0, -TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(7)};
    this.start = starts[dice.nextInt(starts.length)];
    this.now = start;
    this.platform = new SimPlatform(this, "sim");
  }

  /** Runs a body as the one foreground thread of a new simulation. */
  public static void run(long seed, Function<Simulation, Body> main) {
    Simulation simulation = new Simulation(seed);
    simulation.spawn("main", main.apply(simulation));
    simulation.run();
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The platform of this simulation, always the same one. */
  public SimPlatform platform() {
    return platform;
  }

  /** One more platform in the same time, with threads and timers of its own, for a second pool. */
  public SimPlatform newPlatform(String name) {
    return new SimPlatform(this, name);
  }

  /** Adds a thread; the run lasts until all such threads have ended. */
  public Thread spawn(String name, Body body) {
    return add(name, false, body);
  }

  /** Adds a thread that does not keep the run going. */
  public Thread spawnDaemon(String name, Body body) {
    return add(name, true, body);
  }

  SimThread add(String name, boolean background, Body body) {
    requireTurn();
    SimThread thread = new SimThread(this, threadCount++, name, background, body);
    alive.add(thread);
    if (!background) {
      foreground++;
    }
    return thread;
  }

  /** Gives up after so many steps instead of 3 million. */
  public void maxSteps(long most) {
    maxSteps = most;
  }

  /** Runs until all foreground threads have ended, within an hour of simulated time. */
  public void run() {
    run(DEFAULT_LIMIT);
  }

  /**
   * Runs until all foreground threads have ended; then no thread of the simulation is left.
   *
   * @param longest how much simulated time it may take
   * @throws AssertionError naming the seed, if a thread threw, if there was a deadlock, or if it
   *     took too long
   */
  public void run(Duration longest) {
    if (phase != Phase.SETUP || foreground == 0) {
      throw new IllegalStateException("a simulation runs once, and needs a thread");
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
        if (steps == before) {
          AssertionError stuck =
              new AssertionError(report("a thread blocks outside the simulation"));
          phase = Phase.ENDING;
          started.forEach(SimThread::interruptForReal);
          throw stuck;
        }
        before = steps;
      }
      for (SimThread thread : started) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(report("the test was interrupted"), e);
    }
  }

  // ---- what simulated threads call

  /** The simulated nanoseconds, the same that {@link Platform#now()} gives, without a switch. */
  public long now() {
    return now;
  }

  /** How much time has passed since the beginning. */
  public Duration elapsed() {
    return Duration.ofNanos(now - start);
  }

  /** The time of day. */
  Instant wallClock() {
    return wallClockAtStart.plus(elapsed()).plus(wallClockOffset);
  }

  /** Sets the time of day forward or back, as after a suspended machine or a wrong clock. */
  public void jumpWallClock(Duration by) {
    requireTurn();
    wallClockOffset = wallClockOffset.plus(by);
  }

  /** Lets the seed decide whether another thread goes first. */
  public void yieldPoint() {
    SimThread self = self();
    if (self != null) {
      throwIfEnding();
      if (dice.nextInt(switchOneIn) == 0) {
        self.status = SimThread.Status.RUNNABLE;
        switchFrom(self);
      }
    }
  }

  /**
   * Waits until a condition holds; it is looked at again whenever another thread has done
   * something.
   */
  public void await(BooleanSupplier condition) {
    awaitUntil(Platform.FOREVER, condition);
  }

  /**
   * Waits until a condition holds or a time has come.
   *
   * @return whether the condition held
   */
  public boolean awaitUntil(long deadline, BooleanSupplier condition) {
    SimThread self = requireSelf();
    requireMayBlock("waited for a condition");
    try {
      for (; ; ) {
        self.looked = progress;
        self.looking = true;
        if (condition.getAsBoolean()) {
          return true;
        }
        if (isDue(deadline)) {
          return false;
        }
        self.status = SimThread.Status.POLLING;
        self.deadline = deadline;
        self.waitingFor = "a condition";
        switchFrom(self);
      }
    } finally {
      self.looking = false;
      self.waitingFor = null;
    }
  }

  /** Waits while time passes. */
  public void advance(Duration duration) {
    requireMayBlock("waited");
    long deadline = now + duration.toNanos();
    while (!isDue(deadline)) {
      block("time to pass", deadline, false);
    }
  }

  /** Waits until a simulated thread has ended. */
  public void join(Thread thread) {
    await(() -> ((SimThread) thread).status == SimThread.Status.ENDED);
  }

  /** Interrupts a simulated thread, as {@link Thread#interrupt()} does. */
  public void interrupt(Thread thread) {
    thread.interrupt();
    yieldPoint();
  }

  /** A number from 0 up to but not including the bound, from the seed. */
  public int random(int bound) {
    requireTurn();
    return dice.nextInt(bound);
  }

  long random(long bound) {
    requireTurn();
    return dice.nextLong(bound);
  }

  /**
   * Adds a line to what a failure will show, and to the {@linkplain #fingerprint() fingerprint}.
   */
  public void note(String what) {
    requireTurn();
    SimThread self = self();
    String line =
        "%,15d us  %s: %s"
            .formatted((now - start) / 1000, self == null ? "test" : self.getName(), what);
    fingerprint = fingerprint * 31 + line.hashCode();
    recent.add(line);
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
  }

  /** A number that stands for everything that has happened: who ran when, and what was noted. */
  public long fingerprint() {
    return fingerprint;
  }

  /** How many steps have been made. */
  public long steps() {
    return steps;
  }

  /** Ends the run as failed; the caller throws the result. */
  public AssertionError fail(String why) {
    return fail(why, null);
  }

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

  /** Fails the run if the calling thread holds a simulated lock. */
  public void requireNoLock(String what) {
    SimThread self = self();
    if (self != null && self.locksHeld > 0) {
      throw fail(what + " under a lock, in " + self.getName());
    }
  }

  /** Fails the run if the calling thread holds a simulated lock or runs a timer task. */
  void requireMayBlock(String what) {
    requireNoLock(what);
    SimThread self = self();
    if (self != null && self.mustNotBlock) {
      throw fail(what + " in a timer task, in " + self.getName());
    }
  }

  /** The calling thread if it is one of this simulation's. */
  @Nullable SimThread self() {
    return Thread.currentThread() instanceof SimThread thread && thread.simulation == this
        ? thread
        : null;
  }

  SimThread requireSelf() {
    SimThread self = self();
    if (self == null) {
      throw new IllegalStateException("only a simulated thread can wait");
    }
    return self;
  }

  /** Only the running thread may touch anything here; outside of a run, any. */
  void requireTurn() {
    boolean between = phase == Phase.SETUP || phase == Phase.ENDED;
    if (!between && self() == null) {
      throw new IllegalStateException(
          Thread.currentThread() + " is not simulated, and the simulation runs");
    }
  }

  boolean isEnding() {
    return phase == Phase.ENDING;
  }

  void throwIfEnding() {
    if (phase == Phase.ENDING) {
      throw new SimulationEnded();
    }
  }

  boolean isDue(long deadline) {
    return deadline != Platform.FOREVER && deadline - now <= 0;
  }

  /** Whether something that happens to one in so many should happen now. */
  boolean spurious() {
    return dice.nextInt(SPURIOUS_ONE_IN) == 0;
  }

  /**
   * Blocks the calling thread until it is woken, its deadline, or an interrupt if it heeds those.
   */
  void block(String what, long deadline, boolean interruptible) {
    SimThread self = requireSelf();
    boolean ready = isDue(deadline) || (interruptible && self.isInterrupted());
    self.status = ready ? SimThread.Status.RUNNABLE : SimThread.Status.BLOCKED;
    self.deadline = deadline;
    self.waitingFor = what;
    switchFrom(self);
    self.waitingFor = null;
  }

  void wake(SimThread thread) {
    if (thread.status == SimThread.Status.BLOCKED) {
      thread.status = SimThread.Status.RUNNABLE;
    }
  }

  // ---- the scheduler; all of it runs on the thread whose turn it is

  void began(SimThread self) {
    self.deliverInterrupt();
    throwIfEnding();
  }

  private void switchFrom(SimThread self) {
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

  void ended(SimThread self, @Nullable Throwable thrown) {
    boolean unwound = thrown instanceof SimulationEnded;
    if (thrown != null && !unwound && phase == Phase.RUNNING) {
      fail(self.getName() + " threw " + thrown, thrown);
    } else if (self.locksHeld > 0 && phase == Phase.RUNNING) {
      fail(self.getName() + " ended with a lock held", null);
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
    for (; ; ) {
      if (++steps > maxSteps) {
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
        fingerprint = fingerprint * 31 + chosen.number;
        return chosen;
      }
      if (!jump()) {
        return null;
      }
    }
  }

  private boolean canRun(SimThread thread) {
    return switch (thread.status) {
      case NEW, RUNNABLE -> true;
      case POLLING -> thread.looked != progress || isDue(thread.deadline);
      case BLOCKED, ENDED -> false;
    };
  }

  /**
   * Moves the clock to the next deadline and wakes whose it is; false if the run has failed
   * instead.
   */
  private boolean jump() {
    long earliest = Platform.FOREVER;
    long least = Long.MAX_VALUE;
    for (SimThread thread : alive) {
      long left = thread.deadline - now;
      if (thread.deadline != Platform.FOREVER && left < least) {
        least = left;
        earliest = thread.deadline;
      }
    }
    if (earliest == Platform.FOREVER) {
      fail("deadlock: every thread waits, and for nothing that has a time", null);
      return false;
    }
    now = earliest;
    fingerprint = fingerprint * 31 + (now - start);
    progress++;
    if (now - start > limit) {
      fail("not over after " + Duration.ofNanos(limit), null);
      return false;
    }
    for (SimThread thread : alive) {
      if (thread.status == SimThread.Status.BLOCKED && isDue(thread.deadline)) {
        thread.status = SimThread.Status.RUNNABLE;
      }
    }
    return true;
  }

  private String report(String why) {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append(": ").append(why);
    text.append("\nat ").append(elapsed()).append(", after ").append(steps).append(" steps");
    for (SimThread thread : alive) {
      text.append("\n\n").append(thread.getName());
      text.append(" (").append(thread.status).append(')');
      if (thread.waitingFor != null) {
        text.append(" waiting for ").append(thread.waitingFor);
        if (thread.deadline != Platform.FOREVER) {
          text.append(" until ").append(Duration.ofNanos(thread.deadline - start));
        }
      }
      if (thread.locksHeld > 0) {
        text.append(", holding ").append(thread.locksHeld).append(" lock(s)");
      }
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (!isPlumbing(frame)) {
          text.append("\n    at ").append(frame);
        }
      }
    }
    text.append("\n\nbefore that:");
    recent.forEach(line -> text.append('\n').append(line));
    return text.toString();
  }

  private static boolean isPlumbing(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("java.")
        || type.startsWith("jdk.")
        || type.equals(Simulation.class.getName())
        || type.equals(SimThread.class.getName());
  }
}
