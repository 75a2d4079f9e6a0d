package io.conpool.bench.peer;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.nio.ByteBuffer;

/** Nothing behind it: what remains is the cost of the pool itself. */
public final class NullBackend implements Backend {

  @Override
  public Resource open(Endpoint endpoint) {
    return new NullResource();
  }

  @Override
  public void configure(PoolConfig.Builder config) {
    config.providers(new NullTransports());
  }

  private static final class NullResource implements Resource {

    @Override
    public int read(ByteBuffer target) {
      target.put((byte) 0);
      return 1;
    }

    @Override
    public void write(ByteBuffer source) {
      source.position(source.limit());
    }

    @Override
    public boolean isStale() {
      return false;
    }

    @Override
    public void close() {}
  }
}
