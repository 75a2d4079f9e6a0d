package io.conpool.bench.peer;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import io.conpool.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** HikariCP's bag alone: no lifetime, no idle time, no probe, no count. */
final class HikariPool extends MappedPool<ConcurrentBag<HikariPool.Pooled>, HikariPool.Pooled> {

  private final int size;

  HikariPool(PoolShape shape) {
    super(shape.backend());
    this.size = shape.size();
  }

  @Override
  ConcurrentBag<Pooled> open(Endpoint endpoint) {
    ConcurrentBag<Pooled> bag = new ConcurrentBag<>(waiting -> {});
    for (int i = 0; i < size; i++) {
      try {
        bag.add(new Pooled(bag, connect(endpoint)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bag;
  }

  @Override
  void close(ConcurrentBag<Pooled> bag) {
    bag.close();
    bag.values().forEach(pooled -> pooled.resource.close());
  }

  @Override
  public Pooled acquire(Endpoint endpoint) throws InterruptedException, TimeoutException {
    Pooled pooled = pool(endpoint).borrow(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (pooled == null) {
      throw new TimeoutException();
    }
    return pooled;
  }

  @Override
  Resource resource(Pooled lease) {
    return lease.resource;
  }

  @Override
  public void release(Pooled lease) {
    lease.home.requite(lease);
  }

  /** A resource with the state word that the bag works on. */
  static final class Pooled implements IConcurrentBagEntry {

    private final AtomicInteger state = new AtomicInteger(STATE_NOT_IN_USE);
    private final ConcurrentBag<Pooled> home;
    private final Resource resource;

    Pooled(ConcurrentBag<Pooled> home, Resource resource) {
      this.home = home;
      this.resource = resource;
    }

    @Override
    public boolean compareAndSet(int expected, int update) {
      return state.compareAndSet(expected, update);
    }

    @Override
    public void setState(int update) {
      state.set(update);
    }

    @Override
    public int getState() {
      return state.get();
    }
  }
}
