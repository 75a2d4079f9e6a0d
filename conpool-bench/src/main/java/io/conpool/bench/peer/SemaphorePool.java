package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What one writes by hand: a semaphore for the places and a deque for what is idle. */
final class SemaphorePool extends MappedPool<SemaphorePool.Home, SemaphorePool.Pooled> {

  private final int size;
  private final boolean fair;

  SemaphorePool(PoolShape shape, boolean fair) {
    super(shape.backend());
    this.size = shape.size();
    this.fair = fair;
  }

  @Override
  Home open(Endpoint endpoint) {
    return new Home(new Semaphore(size, fair), new ConcurrentLinkedDeque<>());
  }

  @Override
  void close(Home home) {
    home.idle.forEach(pooled -> pooled.resource.close());
  }

  @Override
  public Pooled acquire(Endpoint endpoint)
      throws IOException, InterruptedException, TimeoutException {
    Home home = pool(endpoint);
    if (!home.places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException();
    }
    Pooled pooled = home.idle.pollFirst();
    return pooled != null ? pooled : new Pooled(home, connect(endpoint));
  }

  @Override
  Resource resource(Pooled lease) {
    return lease.resource;
  }

  @Override
  public void release(Pooled lease) {
    lease.home.idle.addFirst(lease);
    lease.home.places.release();
  }

  /** The pool of one endpoint. */
  record Home(Semaphore places, ConcurrentLinkedDeque<Pooled> idle) {}

  /** A resource that knows where it is given back. */
  record Pooled(Home home, Resource resource) {}
}
