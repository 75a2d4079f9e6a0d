package io.conpool.impl.tls;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A platform of which TLS needs only the time, which stands still until it is advanced, and locks.
 */
final class ManualClock implements Platform {

  private final AtomicLong nanos = new AtomicLong();

  void advance(long by) {
    nanos.addAndGet(by);
  }

  @Override
  public long now() {
    return nanos.get();
  }

  @Override
  public Lock newLock() {
    return new ReentrantLock();
  }

  @Override
  public long tick() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Instant wallClock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void park(long deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unpark(Thread thread) {
    throw new UnsupportedOperationException();
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
  public TimeSource.Timer schedule(long time, Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start(Task task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long random(long bound) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean shutdown(long deadline) {
    throw new UnsupportedOperationException();
  }
}
