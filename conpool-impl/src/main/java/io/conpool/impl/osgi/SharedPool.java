package io.conpool.impl.osgi;

import io.conpool.Connection;
import io.conpool.ConnectionFunction;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pool that several bundles use and none of them can close: it belongs to its configuration, and
 * one of them in a try-with-resources statement would else end it for all.
 */
record SharedPool(ConnectionPool pool) implements ConnectionPool {

  @Override
  public Connection acquire(Endpoint endpoint) throws PoolException {
    return pool.acquire(endpoint);
  }

  @Override
  public Connection acquire(Endpoint endpoint, Duration timeout) throws PoolException {
    return pool.acquire(endpoint, timeout);
  }

  @Override
  public Optional<Connection> tryAcquire(Endpoint endpoint) throws PoolException {
    return pool.tryAcquire(endpoint);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T withConnection(
      Endpoint endpoint, ConnectionFunction<T, X> body) throws PoolException, X {
    return pool.withConnection(endpoint, body);
  }

  @Override
  public PoolStats stats(Endpoint endpoint) {
    return pool.stats(endpoint);
  }

  @Override
  public Map<Endpoint, PoolStats> allStats() {
    return pool.allStats();
  }

  @Override
  public PoolStats total() {
    return pool.total();
  }

  @Override
  public void clearEndpoint(Endpoint endpoint) {
    pool.clearEndpoint(endpoint);
  }

  @Override
  public void warmUp(Endpoint endpoint, int connections) {
    pool.warmUp(endpoint, connections);
  }

  @Override
  public void limit(Endpoint endpoint, int maxConnections) {
    pool.limit(endpoint, maxConnections);
  }

  @Override
  public void suspend() {
    pool.suspend();
  }

  @Override
  public void resume() {
    pool.resume();
  }

  @Override
  public String describe() {
    return pool.describe();
  }

  /** Does nothing. */
  @Override
  public void close() {}

  /** Does nothing. */
  @Override
  public void close(Duration drain) {}

  @Override
  public String toString() {
    return pool.toString();
  }
}
