package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/** reactor-pool behind a caller that blocks. */
final class ReactorPool extends MappedPool<InstrumentedPool<Resource>, PooledRef<Resource>> {

  private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);

  private final int size;

  ReactorPool(PoolShape shape) {
    super(shape.backend());
    this.size = shape.size();
  }

  @Override
  InstrumentedPool<Resource> open(Endpoint endpoint) {
    return PoolBuilder.from(Mono.fromCallable(() -> connect(endpoint)))
        .destroyHandler(resource -> Mono.fromRunnable(resource::close))
        .sizeBetween(0, size)
        .buildPool();
  }

  @Override
  void close(InstrumentedPool<Resource> pool) {
    pool.dispose();
  }

  @Override
  public PooledRef<Resource> acquire(Endpoint endpoint) throws TimeoutException {
    PooledRef<Resource> ref = pool(endpoint).acquire(PATIENCE).block();
    if (ref == null) {
      throw new TimeoutException();
    }
    return ref;
  }

  @Override
  Resource resource(PooledRef<Resource> lease) {
    return lease.poolable();
  }

  @Override
  public void release(PooledRef<Resource> lease) {
    lease.release().block();
  }
}
