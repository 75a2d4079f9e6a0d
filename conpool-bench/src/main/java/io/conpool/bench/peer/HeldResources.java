package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * No pool at all: each thread keeps a resource of its own, which is the limit of what can be had.
 */
final class HeldResources extends ResourcePool<Resource> {

  private final Opener opener;
  private final Map<Thread, Resource> owned = new ConcurrentHashMap<>();

  private HeldResources(PoolShape shape, Opener opener) {
    super(shape.backend());
    this.opener = opener;
  }

  static HeldResources sockets(PoolShape shape) {
    return new HeldResources(shape, shape.backend()::open);
  }

  static HeldResources channels(PoolShape shape) {
    return new HeldResources(shape, shape.backend()::openChannel);
  }

  @Override
  public Resource acquire(Endpoint endpoint) throws IOException {
    Resource resource = owned.get(Thread.currentThread());
    if (resource == null) {
      resource = opener.open(endpoint);
      owned.put(Thread.currentThread(), resource);
    }
    return resource;
  }

  @Override
  Resource resource(Resource lease) {
    return lease;
  }

  @Override
  public void release(Resource lease) {}

  @Override
  public void close() {
    owned.values().forEach(Resource::close);
  }

  private interface Opener {
    Resource open(Endpoint endpoint) throws IOException;
  }
}
