package io.conpool.bench.peer;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** conpool with everything on: lifetime, idle time, probe at every acquire, listener, counts. */
final class ConpoolPool implements PeerPool<Connection> {

  private final ConnectionPool pool;

  ConpoolPool(PoolShape shape, Duration fairnessDelay) {
    PoolConfig.Builder config =
        PoolConfig.builder()
            .maxConnectionsPerEndpoint(shape.size())
            .maxConnectionLifetime(PoolShape.LIFETIME)
            .maxIdleTime(PoolShape.IDLE_TIME)
            .acquireTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
            .fairnessDelay(fairnessDelay)
            .listener(new Bystander());
    shape.backend().configure(config);
    pool = ConnectionPool.create(config.build());
  }

  @Override
  public Connection acquire(Endpoint endpoint) throws PoolException {
    return pool.acquire(endpoint);
  }

  @Override
  public int read(Connection lease, ByteBuffer target) throws IOException {
    return lease.read(target);
  }

  @Override
  public void write(Connection lease, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      lease.write(source);
    }
  }

  @Override
  public void release(Connection lease) {
    lease.release();
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Is told everything and does nothing with it: what a user's listener does is the user's. */
  private static final class Bystander implements PoolListener {

    @Override
    public void acquired(Endpoint endpoint, boolean reused, Duration waited) {}

    @Override
    public void released(Endpoint endpoint) {}
  }
}
