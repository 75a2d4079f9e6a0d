package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.time.Duration;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/** The keyed pool of Apache Commons. */
final class CommonsPool extends ResourcePool<CommonsPool.Pooled> {

  private final GenericKeyedObjectPool<Endpoint, Pooled> pool;

  CommonsPool(PoolShape shape, boolean probes) {
    super(shape.backend());
    GenericKeyedObjectPoolConfig<Pooled> config = new GenericKeyedObjectPoolConfig<>();
    config.setMaxTotalPerKey(shape.size());
    config.setMaxIdlePerKey(shape.size());
    config.setMaxTotal(-1);
    config.setMaxWait(Duration.ofSeconds(PATIENCE_SECONDS));
    config.setTestOnBorrow(probes);
    config.setJmxEnabled(false);
    pool = new GenericKeyedObjectPool<>(new Factory(), config);
  }

  @Override
  public Pooled acquire(Endpoint endpoint) throws Exception {
    return pool.borrowObject(endpoint);
  }

  @Override
  Resource resource(Pooled lease) {
    return lease.resource;
  }

  @Override
  public void release(Pooled lease) {
    pool.returnObject(lease.endpoint, lease);
  }

  @Override
  public void close() {
    pool.close();
  }

  /** A resource that knows its key, without which it cannot be given back. */
  record Pooled(Endpoint endpoint, Resource resource) {}

  private final class Factory extends BaseKeyedPooledObjectFactory<Endpoint, Pooled> {

    @Override
    public Pooled create(Endpoint endpoint) throws IOException {
      return new Pooled(endpoint, connect(endpoint));
    }

    @Override
    public PooledObject<Pooled> wrap(Pooled pooled) {
      return new DefaultPooledObject<>(pooled);
    }

    @Override
    public boolean validateObject(Endpoint endpoint, PooledObject<Pooled> object) {
      return !object.getObject().resource.isStale();
    }

    @Override
    public void destroyObject(Endpoint endpoint, PooledObject<Pooled> object) {
      object.getObject().resource.close();
    }
  }
}
