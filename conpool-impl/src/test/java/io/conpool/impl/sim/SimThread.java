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

  final Simulation simulation;
  final int number;
  final boolean background;
  final Semaphore baton = new Semaphore(0);
  private final Simulation.Body body;

  Status status = Status.NEW;
  long deadline = Platform.FOREVER;

  /** What it waits for, in words; null while it does not. */
  @Nullable String waitingFor;

  /** The progress of the simulation when a polling thread last looked. */
  long looked;

  /** Whether all it does at the moment is to look whether its condition holds. */
  boolean looking;

  /** What {@link Platform#unpark} leaves behind for the next park. */
  boolean permit;

  int locksHeld;

  /** Whether it runs a timer task. */
  boolean mustNotBlock;

  private boolean interruptPending;

  SimThread(
      Simulation simulation, int number, String name, boolean background, Simulation.Body body) {
    super(null, null, name, 0, false);
    this.simulation = simulation;
    this.number = number;
    this.background = background;
    this.body = body;
    setDaemon(true);
  }

  @Override
  public void run() {
    Throwable failure = null;
    try {
      simulation.began(this);
      body.run();
    } catch (Throwable e) {
      failure = e;
    }
    simulation.ended(this, failure);
  }

  /**
   * Delivered when the thread runs next, so that its flag changes at a moment the seed determines.
   */
  @Override
  public void interrupt() {
    if (Thread.currentThread() == this) {
      super.interrupt();
    } else {
      interruptPending = true;
      simulation.wake(this);
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
