package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.ManagedConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** HttpCore's pools, used as the blocking HttpClient uses them. */
final class HttpCorePool extends ResourcePool<PoolEntry<Endpoint, HttpCorePool.Pooled>> {

  private static final Timeout PATIENCE = Timeout.ofSeconds(PATIENCE_SECONDS);
  private static final TimeValue LIFETIME = TimeValue.ofMilliseconds(PoolShape.LIFETIME.toMillis());

  private final ManagedConnPool<Endpoint, Pooled> pool;
  private final boolean probes;

  private HttpCorePool(PoolShape shape, ManagedConnPool<Endpoint, Pooled> pool, boolean probes) {
    super(shape.backend());
    this.pool = pool;
    this.probes = probes;
  }

  /** One lock for all endpoints. */
  static HttpCorePool strict(PoolShape shape, boolean probes) {
    int total = shape.endpoints().size() * shape.size();
    return new HttpCorePool(
        shape,
        new StrictConnPool<>(shape.size(), total, LIFETIME, PoolReusePolicy.LIFO, null),
        probes);
  }

  /** No total limit. */
  static HttpCorePool lax(PoolShape shape) {
    return new HttpCorePool(
        shape, new LaxConnPool<>(shape.size(), LIFETIME, PoolReusePolicy.LIFO, null), false);
  }

  @Override
  public PoolEntry<Endpoint, Pooled> acquire(Endpoint endpoint)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Future<PoolEntry<Endpoint, Pooled>> future = pool.lease(endpoint, null, PATIENCE, null);
    PoolEntry<Endpoint, Pooled> entry = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (probes && entry.hasConnection() && resource(entry).isStale()) {
      entry.discardConnection(CloseMode.IMMEDIATE);
    }
    if (!entry.hasConnection()) {
      entry.assignConnection(new Pooled(connect(endpoint)));
    }
    return entry;
  }

  @Override
  Resource resource(PoolEntry<Endpoint, Pooled> lease) {
    return lease.getConnection().resource();
  }

  @Override
  public void release(PoolEntry<Endpoint, Pooled> lease) {
    pool.release(lease, true);
  }

  @Override
  public void close() {
    pool.close(CloseMode.IMMEDIATE);
  }

  /** A resource that can be closed in HttpCore's ways. */
  record Pooled(Resource resource) implements ModalCloseable {

    @Override
    public void close(CloseMode mode) {
      resource.close();
    }

    @Override
    public void close() {
      resource.close();
    }
  }
}
