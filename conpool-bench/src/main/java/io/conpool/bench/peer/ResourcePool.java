package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A pool of {@link Resource}s.
 *
 * @param <L> what the holder of a resource holds
 */
abstract class ResourcePool<L> implements PeerPool<L> {

  private final Backend backend;

  ResourcePool(Backend backend) {
    this.backend = backend;
  }

  /** Makes a resource. */
  final Resource connect(Endpoint endpoint) throws IOException {
    return backend.open(endpoint);
  }

  abstract Resource resource(L lease);

  @Override
  public final int read(L lease, ByteBuffer target) throws IOException {
    return resource(lease).read(target);
  }

  @Override
  public final void write(L lease, ByteBuffer source) throws IOException {
    resource(lease).write(source);
  }
}
