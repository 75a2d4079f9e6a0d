package io.conpool.impl.pool;

import io.conpool.TimeSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A platform for a model checker: without a thread of its own, and with a time that stands still,
 * so that nothing planned for later ever comes.
 *
 * <p>Nobody comes back from a park for no reason, since a model checker lets that happen all the
 * time, and a waiter who then looks around rescues himself though his wake-up was lost.
 */
final class StillPlatform extends InlinePlatform {

  private final ConcurrentMap<Thread, Permit> permits = new ConcurrentHashMap<>();

  private static final class Permit {
    private volatile boolean given;
  }

  StillPlatform() {
    super(() -> 0, 1);
  }

  private Permit permit(Thread thread) {
    return permits.computeIfAbsent(thread, key -> new Permit());
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
}
