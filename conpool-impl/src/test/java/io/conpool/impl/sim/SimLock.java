package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose taking and giving back are switch points. Parking while holding it fails the run.
 */
final class SimLock implements Lock {

  private final Simulation simulation;
  private final List<SimThread> waiting = new ArrayList<>();
  private @Nullable Thread owner;
  private int holds;

  SimLock(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void lock() {
    simulation.yieldPoint();
    simulation.requireTurn();
    while (!take()) {
      SimThread self = simulation.requireSelf();
      waiting.add(self);
      simulation.block("a lock of " + owner, Platform.FOREVER, false);
      waiting.remove(self);
      self.permit = false; // as a real lock does, which parks
    }
  }

  @Override
  public boolean tryLock() {
    simulation.yieldPoint();
    simulation.requireTurn();
    return take();
  }

  private boolean take() {
    Thread caller = Thread.currentThread();
    if (owner != null && owner != caller) {
      return false;
    }
    owner = caller;
    holds++;
    count(1);
    return true;
  }

  @Override
  public void unlock() {
    if (owner != Thread.currentThread()) {
      if (simulation.isEnding()) {
        return;
      }
      throw new IllegalMonitorStateException("held by " + owner);
    }
    count(-1);
    if (--holds == 0) {
      owner = null;
      waiting.forEach(simulation::wake);
    }
    if (!simulation.isEnding()) {
      simulation.yieldPoint();
    }
  }

  private void count(int change) {
    SimThread self = simulation.self();
    if (self != null) {
      self.locksHeld += change;
    }
  }

  @Override
  public void lockInterruptibly() {
    throw new UnsupportedOperationException("short sections are not interrupted");
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) {
    throw new UnsupportedOperationException("short sections need no time limit");
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException("park through the platform instead");
  }
}
