package io.conpool.impl.pool;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A platform without a thread of its own, so that nobody runs but those whose race is looked at:
 * tasks run on whoever starts them, and what was planned for later on whoever is parked by then.
 */
class InlinePlatform implements Platform {

  private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
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
  public Instant wallClock() {
    return Instant.EPOCH;
  }

  @Override
  public void park(long deadline) {
    long until = deadline;
    for (Planned each : planned) {
      until = until == FOREVER || each.time - until < 0 ? each.time : until;
    }
    if (until == FOREVER) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, until - now());
    }
    long now = now();
    List<Planned> due = planned.stream().filter(each -> now - each.time >= 0).toList();
    due.stream().filter(planned::remove).forEach(each -> each.task.run());
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public TimeSource.Timer schedule(long time, Runnable task) {
    Planned timer = new Planned(time, task);
    planned.add(timer);
    return () -> planned.remove(timer);
  }

  private record Planned(long time, Runnable task) {}

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
