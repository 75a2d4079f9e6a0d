package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pool that knows nothing of endpoints, with the map in front that its users need.
 *
 * @param <P> the pool of one endpoint
 * @param <L> what the holder of a resource holds
 */
abstract class MappedPool<P, L> extends ResourcePool<L> {

  private final ConcurrentHashMap<Endpoint, P> pools = new ConcurrentHashMap<>();

  MappedPool(Backend backend) {
    super(backend);
  }

  /** Makes the pool of one endpoint. */
  abstract P open(Endpoint endpoint);

  abstract void close(P pool);

  final P pool(Endpoint endpoint) {
    P pool = pools.get(endpoint);
    return pool != null ? pool : pools.computeIfAbsent(endpoint, this::open);
  }

  @Override
  public void close() {
    pools.values().forEach(this::close);
  }
}
