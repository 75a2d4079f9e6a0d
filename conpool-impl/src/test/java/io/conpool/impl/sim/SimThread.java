package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A real thread that runs only while the simulation lets it. */
final class SimThread extends Thread {

  /** Where a thread stands, as the simulation sees it. */
  enum Status {
    NEW,
    RUNNABLE,
    /** Until woken, or its deadline. */
    BLOCKED,
    /** Until something has happened that may have made its condition true, or its deadline. */
    POLLING,
    ENDED
  }

  /** What a parked thread waits for. */
  static final String UNPARK = "an unpark";

  final Simulation simulation;
  final int number;
  final boolean background;

  /** What the thread that gives up its turn releases, for the one that is next. */
  final Semaphore baton = new Semaphore(0);

  private final Scheduler scheduler;
  private final Simulation.Body body;

  Status status = Status.NEW;
  long deadline = Platform.FOREVER;

  /** What it waits for, in words; null while it does not. */
  @Nullable String waitingFor;

  /** Whether all it does at the moment is to look whether its condition holds. */
  boolean looking;

  /** The progress of the simulation when it last began to look. */
  long looked;

  /** What {@link Platform#unpark} leaves behind for the next park. */
  boolean permit;

  int locksHeld;

  /** Whether it runs a timer task. */
  boolean mustNotBlock;

  private boolean interruptPending;

  SimThread(
      Simulation simulation,
      Scheduler scheduler,
      int number,
      String name,
      boolean background,
      Simulation.Body body) {
    super(null, null, name, 0, false);
    this.simulation = simulation;
    this.scheduler = scheduler;
    this.number = number;
    this.background = background;
    this.body = body;
    setDaemon(true);
  }

  @Override
  public void run() {
    Throwable thrown = null;
    try {
      scheduler.began(this);
      body.run();
    } catch (Throwable e) {
      thrown = e;
    }
    scheduler.ended(this, thrown);
  }

  boolean isParked() {
    return status == Status.BLOCKED && UNPARK.equals(waitingFor);
  }

  /** Whether it has not ended; it may not even have begun. */
  boolean isUnfinished() {
    return status != Status.ENDED;
  }

  /** Gives up the turn, called by this thread itself. */
  void pause(Status until, String what, long time) {
    status = until;
    waitingFor = what;
    deadline = time;
    scheduler.switchFrom(this);
    waitingFor = null;
    deadline = Platform.FOREVER;
  }

  /**
   * Delivered when the thread runs next, so that its flag changes at a moment the seed determines.
   */
  @Override
  public void interrupt() {
    if (Thread.currentThread() == this) {
      super.interrupt();
    } else {
      simulation.requireTurn();
      simulation.yieldPoint();
      interruptPending = true;
      scheduler.wake(this);
    }
  }

  @Override
  public boolean isInterrupted() {
    return interruptPending || super.isInterrupted();
  }

  void deliverInterrupt() {
    if (interruptPending) {
      interruptPending = false;
      super.interrupt();
    }
  }

  /** For a thread that is stuck outside the simulation. */
  void interruptForReal() {
    super.interrupt();
  }
}
