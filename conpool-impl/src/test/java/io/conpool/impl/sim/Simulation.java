package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time, in an order and at times that a seed determines.
 *
 * <p>A simulated thread runs until it comes to a switch point: nearly any call of the {@linkplain
 * #platform() platform}, of its locks, of a scripted transport or resolver, or of the waiting
 * methods here. There the seed decides who goes on. When nobody can, the clock jumps to the next
 * deadline; where there is none either, the run fails as a deadlock. Every failure names the seed
 * and shows where each thread stands; the same seed gives the same run.
 *
 * <p>The clock's starting point also depends on the seed: it may be negative or shortly before its
 * overflow, as {@link System#nanoTime()} may be.
 *
 * <p>Before {@link #run()} the test thread may use the platform to set things up, but not wait;
 * after it, look at them.
 */
public final class Simulation {

  /** What a simulated thread does; whatever it throws fails the run. */
  @FunctionalInterface
  public interface Body {
    /** Runs. */
    void run() throws Exception;
  }

  private static final Duration DEFAULT_LIMIT = Duration.ofHours(1);
  private static final int SPURIOUS_ONE_IN = 32;
  private static final long[] STARTS = {
    0, -TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(7) - 123
  };

  private final long seed;
  private final SplittableRandom dice;
  private final int switchOneIn;
  private final SimClock clock;
  private final Chronicle chronicle;
  private final Scheduler scheduler;
  private final SimPlatform platform;

  /** Makes a simulation whose every choice comes from the seed. */
  public Simulation(long seed) {
    this.seed = seed;
    dice = new SplittableRandom(seed);
    switchOneIn = 1 << dice.nextInt(1, 5);
    clock = new SimClock(STARTS[dice.nextInt(STARTS.length)]);
    chronicle = new Chronicle(seed, clock);
    scheduler = new Scheduler(dice, clock, chronicle);
    platform = new SimPlatform(this, "sim");
  }

  /** Runs a body as the one foreground thread of a new simulation. */
  public static void run(long seed, Function<Simulation, Body> main) {
    Simulation simulation = new Simulation(seed);
    simulation.spawn("main", main.apply(simulation));
    simulation.run();
  }

  /** Runs the same set-up once for each seed from 1 to so many. */
  public static void explore(int seeds, Consumer<Simulation> setUp) {
    for (int seed = 1; seed <= seeds; seed++) {
      Simulation simulation = new Simulation(seed);
      setUp.accept(simulation);
      simulation.run();
    }
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

  /** One, or four: every other seed has an idle set that depends on who returns what. */
  int stripes() {
    return (seed & 1) == 0 ? 1 : 4;
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
    SimThread thread =
        new SimThread(this, scheduler, scheduler.nextNumber(), name, background, body);
    scheduler.add(thread);
    return thread;
  }

  /** Gives up after so many steps instead of 3 million. */
  public void maxSteps(long most) {
    scheduler.maxSteps(most);
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
    scheduler.run(longest);
  }

  /** The simulated nanoseconds, the same that {@link Platform#now()} gives, without a switch. */
  public long now() {
    return clock.now();
  }

  /** How much time has passed since the beginning. */
  public Duration elapsed() {
    return clock.elapsed();
  }

  Instant wallClock() {
    return clock.wallClock();
  }

  /** Sets the time of day forward or back, as after a suspended machine or a wrong clock. */
  public void jumpWallClock(Duration by) {
    requireTurn();
    clock.jumpWallClock(by);
  }

  /** Lets the seed decide whether another thread goes first. */
  public void yieldPoint() {
    SimThread self = self();
    if (self != null) {
      scheduler.throwIfEnding();
      if (dice.nextInt(switchOneIn) == 0) {
        scheduler.switchFrom(self);
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
   * Waits until a condition holds or a time has come. An interrupt does not end it.
   *
   * @return whether the condition held
   */
  public boolean awaitUntil(long deadline, BooleanSupplier condition) {
    requireMayBlock("waited for a condition");
    SimThread self = requireSelf();
    self.looking = true;
    try {
      self.looked = scheduler.progress();
      while (!condition.getAsBoolean()) {
        if (isDue(deadline)) {
          return false;
        }
        self.pause(SimThread.Status.POLLING, "a condition", deadline);
        self.looked = scheduler.progress();
      }
      return true;
    } finally {
      self.looking = false;
    }
  }

  /** Waits while time passes. */
  public void advance(Duration duration) {
    requireMayBlock("waited");
    long deadline = now() + duration.toNanos();
    while (!isDue(deadline)) {
      block("time to pass", deadline, false);
    }
  }

  /** Waits until a simulated thread has ended. */
  public void join(Thread thread) {
    await(() -> !((SimThread) thread).isUnfinished());
  }

  /** Interrupts a simulated thread, as {@link Thread#interrupt()} does, which works as well. */
  public void interrupt(Thread thread) {
    thread.interrupt();
    yieldPoint();
  }

  /** A number from 0 up to but not including the bound, from the seed. */
  public int random(int bound) {
    return (int) random((long) bound);
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
    chronicle.note(Thread.currentThread().getName(), what);
  }

  /** A number that stands for everything that has happened: who ran when, and what was noted. */
  public long fingerprint() {
    return chronicle.fingerprint();
  }

  /** How many steps have been made. */
  public long steps() {
    return scheduler.steps();
  }

  /** Ends the run as failed; the caller throws the result. */
  public AssertionError fail(String why) {
    return scheduler.fail(why, null);
  }

  /** Fails the run if the calling thread holds a simulated lock. */
  public void requireNoLock(String what) {
    SimThread self = self();
    if (self != null && self.locksHeld > 0 && !isEnding()) {
      throw fail(self.getName() + " " + what + " under a lock");
    }
  }

  /** Fails the run if the calling thread holds a simulated lock or runs a timer task. */
  void requireMayBlock(String what) {
    requireNoLock(what);
    SimThread self = self();
    if (self != null && self.mustNotBlock && !isEnding()) {
      throw fail(self.getName() + " " + what + " in a timer task");
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

  /** While the simulation runs, only its threads may touch it. */
  void requireTurn() {
    if (self() == null && scheduler.isBusy()) {
      throw new IllegalStateException(
          Thread.currentThread() + " is not simulated, and the simulation runs");
    }
  }

  boolean isEnding() {
    return scheduler.isEnding();
  }

  boolean isDue(long deadline) {
    return clock.isDue(deadline);
  }

  /** Whether something that happens now and then for no reason should happen now. */
  boolean spurious() {
    return dice.nextInt(SPURIOUS_ONE_IN) == 0;
  }

  /**
   * Blocks the calling thread until it is woken, its deadline, or an interrupt if it heeds those.
   */
  void block(String what, long deadline, boolean interruptible) {
    SimThread self = requireSelf();
    boolean ready = isDue(deadline) || (interruptible && self.isInterrupted());
    self.pause(ready ? SimThread.Status.RUNNABLE : SimThread.Status.BLOCKED, what, deadline);
  }

  void wake(SimThread thread) {
    scheduler.wake(thread);
  }
}
