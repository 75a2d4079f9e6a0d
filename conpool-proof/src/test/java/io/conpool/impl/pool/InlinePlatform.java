package io.conpool.impl.pool;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A platform without a thread of its own, so that nobody runs but those whose race is looked at:
 * tasks run on whoever starts them, and nothing that was planned for later ever happens.
 */
final class InlinePlatform implements Platform {

  private static final TimeSource.Timer NEVER = () -> true;

  private final LongSupplier clock;
  private final int stripes;

  InlinePlatform(LongSupplier clock, int stripes) {
    this.clock = clock;
    this.stripes = stripes;
  }

  @Override
  public long now() {
    return clock.getAsLong();
  }

  @Override
  public long tick() {
    return 0;
  }

  @Override
  public void ticking(boolean on) {}

  @Override
  public Instant wallClock() {
    return Instant.EPOCH;
  }

  @Override
  public void park(long deadline) {
    if (deadline == FOREVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, deadline - now());
    }
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public TimeSource.Timer schedule(long time, Runnable task) {
    return NEVER;
  }

  @Override
  public void start(Task task) {
    task.body().run();
  }

  @Override
  public long random(long bound) {
    return 0;
  }

  @Override
  public int stripes() {
    return stripes;
  }

  @Override
  @SuppressWarnings("deprecation") // Thread.threadId() came with Java 19
  public int stripe() {
    return (int) (Thread.currentThread().getId() % stripes);
  }

  @Override
  public Lock newLock() {
    return new ReentrantLock();
  }

  @Override
  public boolean shutdown(long deadline) {
    return true;
  }
}
