package io.conpool.impl.transport;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A call on a thread of its own. */
final class Call<T> {

  private static final long PATIENCE_SECONDS = 30;

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Thread thread;

  private Call(ThreadKind kind, Callable<T> body) {
    thread =
        kind.start(
            () -> {
              try {
                result.complete(body.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
  }

  static <T> Call<T> start(ThreadKind kind, Callable<T> body) {
    return new Call<>(kind, body);
  }

  /** What the call returned; throws what it threw. */
  T result() throws Exception {
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  boolean lasts(long nanos) throws Exception {
    try {
      result.get(nanos, TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    }
  }

  void interrupt() {
    thread.interrupt();
  }

  /**
   * Waits until the thread is parked or inside the operating system's I/O: nothing tells when it
   * arrives there.
   */
  Call<T> awaitBlocked() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!isBlocked() && !result.isDone()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("still running: " + thread);
      }
      LockSupport.parkNanos(100_000);
    }
    return this;
  }

  private boolean isBlocked() {
    Thread.State state = thread.getState();
    if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && stack[0].isNativeMethod()
        && stack[0].getClassName().startsWith("sun.nio.ch.");
  }
}
