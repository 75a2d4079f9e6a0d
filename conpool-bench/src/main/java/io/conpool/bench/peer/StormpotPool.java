package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import stormpot.Allocator;
import stormpot.BasePoolable;
import stormpot.Pool;
import stormpot.PoolTap;
import stormpot.Slot;
import stormpot.Timeout;

/** Stormpot with its default expiry, the lifetime check, on. */
final class StormpotPool extends MappedPool<StormpotPool.Tapped, StormpotPool.Pooled> {

  private static final Timeout PATIENCE = new Timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);

  private final int size;
  private final Function<Pool<Pooled>, PoolTap<Pooled>> tap;

  private StormpotPool(PoolShape shape, Function<Pool<Pooled>, PoolTap<Pooled>> tap) {
    super(shape.backend());
    this.size = shape.size();
    this.tap = tap;
  }

  /** Claims from the pool itself, as most of its users do. */
  static StormpotPool direct(PoolShape shape) {
    return new StormpotPool(shape, pool -> pool);
  }

  /** Claims from the tap for virtual threads. */
  static StormpotPool forVirtualThreads(PoolShape shape) {
    return new StormpotPool(shape, Pool::getVirtualThreadSafeTap);
  }

  @Override
  Tapped open(Endpoint endpoint) {
    Pool<Pooled> pool = Pool.from(new Connecting(endpoint)).setSize(size).build();
    return new Tapped(pool, tap.apply(pool));
  }

  @Override
  void close(Tapped pool) {
    pool.pool.shutdown();
  }

  @Override
  public Pooled acquire(Endpoint endpoint) throws InterruptedException, TimeoutException {
    Pooled pooled = pool(endpoint).tap.claim(PATIENCE);
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
    lease.release();
  }

  /** A pool and where it is drawn from. */
  record Tapped(Pool<Pooled> pool, PoolTap<Pooled> tap) {}

  /** A resource that knows its slot. */
  static final class Pooled extends BasePoolable {

    private final Resource resource;

    Pooled(Slot slot, Resource resource) {
      super(slot);
      this.resource = resource;
    }
  }

  private final class Connecting implements Allocator<Pooled> {

    private final Endpoint endpoint;

    Connecting(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Pooled allocate(Slot slot) throws IOException {
      return new Pooled(slot, connect(endpoint));
    }

    @Override
    public void deallocate(Pooled pooled) {
      pooled.resource.close();
    }
  }
}
