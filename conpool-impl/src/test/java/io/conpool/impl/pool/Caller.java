package io.conpool.impl.pool;

import io.conpool.PoolError;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A simulated thread that makes one call, and what became of it. */
final class Caller<T> {

  private final SimulatedPool simulated;
  private final Thread thread;
  private final Duration began;
  private @Nullable T result;
  private @Nullable Exception failure;
  private @Nullable Duration ended;

  private Caller(SimulatedPool simulated, String name, Callable<T> call) {
    this.simulated = simulated;
    this.began = simulated.sim.elapsed();
    this.thread = simulated.sim.spawn(name, () -> make(call));
  }

  /** Starts a thread that makes a call. */
  static <T> Caller<T> start(SimulatedPool simulated, String name, Callable<T> call) {
    return new Caller<>(simulated, name, call);
  }

  private void make(Callable<T> call) {
    try {
      result = call.call();
    } catch (Exception e) {
      failure = e;
    } finally {
      ended = simulated.sim.elapsed();
    }
  }

  Thread thread() {
    return thread;
  }

  boolean isDone() {
    return ended != null;
  }

  void interrupt() {
    simulated.sim.interrupt(thread);
  }

  /** Waits for the end of the call, and returns how long it took. */
  Duration took() {
    simulated.sim.join(thread);
    if (ended == null) {
      throw new AssertionError(thread.getName() + " threw an error");
    }
    return ended.minus(began);
  }

  /** Waits for the end of the call, which must have succeeded. */
  T result() {
    took();
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed: " + failure, failure);
    }
    return result;
  }

  /** Waits for the end of the call, which must have failed. */
  Exception failure() {
    took();
    if (failure == null) {
      throw new AssertionError(thread.getName() + " did not fail, but returned " + result);
    }
    return failure;
  }

  /** Waits for the end of the call, which must have failed with one of the pool's exceptions. */
  PoolException poolException() {
    Exception thrown = failure();
    if (thrown instanceof PoolException pool) {
      return pool;
    }
    throw new AssertionError(thread.getName() + " failed otherwise: " + thrown, thrown);
  }

  /** What the pool said when the call failed. */
  PoolError error() {
    return poolException().error();
  }
}
