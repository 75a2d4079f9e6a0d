package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vibur.objectpool.ConcurrentPool;
import org.vibur.objectpool.PoolObjectFactory;
import org.vibur.objectpool.util.ConcurrentLinkedDequeCollection;

/** Vibur's object pool. */
final class ViburPool extends MappedPool<ViburPool.Home, ViburPool.Pooled> {

  private final int size;
  private final boolean fair;

  ViburPool(PoolShape shape, boolean fair) {
    super(shape.backend());
    this.size = shape.size();
    this.fair = fair;
  }

  @Override
  Home open(Endpoint endpoint) {
    return new Home(endpoint);
  }

  @Override
  void close(Home home) {
    home.pool.close();
  }

  @Override
  public Pooled acquire(Endpoint endpoint) throws TimeoutException {
    Pooled pooled = pool(endpoint).pool.tryTake(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
    lease.home.pool.restore(lease);
  }

  /** A resource that knows where it is given back. */
  record Pooled(Home home, Resource resource) {}

  /** The pool of one endpoint, and how it makes resources. */
  final class Home implements PoolObjectFactory<Pooled> {

    private final Endpoint endpoint;
    private final ConcurrentPool<Pooled> pool;

    Home(Endpoint endpoint) {
      this.endpoint = endpoint;
      this.pool =
          new ConcurrentPool<>(new ConcurrentLinkedDequeCollection<>(), this, 0, size, fair);
    }

    @Override
    public Pooled create() {
      try {
        return new Pooled(this, connect(endpoint));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean readyToTake(Pooled pooled) {
      return true;
    }

    @Override
    public boolean readyToRestore(Pooled pooled) {
      return true;
    }

    @Override
    public void destroy(Pooled pooled) {
      pooled.resource.close();
    }
  }
}
