package io.conpool.impl.pool;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A platform for a model checker: without a thread of its own, and with a time that stands still,
 * so that nothing planned for later ever comes.
 *
 * <p>Nobody comes back from a park for no reason, since a model checker lets that happen all the
 * time, and a waiter who then looks around rescues himself though his wake-up was lost.
 */
final class StillPlatform implements Platform {

  private final ConcurrentMap<Thread, Permit> permits = new ConcurrentHashMap<>();

  private static final class Permit {
    private volatile boolean given;
  }

  private Permit permit(Thread thread) {
    return permits.computeIfAbsent(thread, key -> new Permit());
  }

  @Override
  public long now() {
    return 0;
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
    Permit permit = permit(Thread.currentThread());
    while (!permit.given) {
      LockSupport.park(this);
    }
    permit.given = false;
  }

  @Override
  public void unpark(Thread thread) {
    permit(thread).given = true;
    LockSupport.unpark(thread);
  }

  @Override
  public TimeSource.Timer schedule(long time, Runnable task) {
    return () -> true;
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
    return 1;
  }

  @Override
  public int stripe() {
    return 0;
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
