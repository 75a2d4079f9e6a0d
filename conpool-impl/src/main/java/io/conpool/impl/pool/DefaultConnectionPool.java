package io.conpool.impl.pool;

import io.conpool.Connection;
import io.conpool.ConnectionFunction;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.dial.Dialer;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.observe.PoolPage;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.time.Platform;
import io.conpool.spi.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pool as its users see it: finds the endpoint and leaves the rest to it. */
public final class DefaultConnectionPool implements ConnectionPool {

  /** How long a close waits for threads, once the leases have ended. */
  private static final long THREADS_END = TimeUnit.SECONDS.toNanos(5);

  private final PoolConfig config;
  private final Platform platform;
  private final ProviderRegistry providers;
  private final Dialer dialer;
  private final EndpointTable table;
  private final Shared shared;
  private final Closing closing;

  /** Makes an open pool. */
  public DefaultConnectionPool(PoolConfig config, ProviderRegistry providers, Platform platform) {
    this.config = config;
    this.platform = platform;
    this.providers = providers;
    this.dialer = new Dialer(platform, providers, config);
    this.closing = new Closing(platform);
    this.table = new EndpointTable(config::resolve, this::newEndpoint, platform);
    this.shared = new Shared(config, platform, dialer, table, closing::wake);
    providers.watch(this::providerLeft);
  }

  private EndpointPool newEndpoint(Endpoint endpoint) {
    return new EndpointPool(endpoint, shared);
  }

  @Override
  public Connection acquire(Endpoint endpoint) throws PoolException {
    return lease(endpoint, EndpointPool::acquire);
  }

  @Override
  public Connection acquire(Endpoint endpoint, Duration timeout) throws PoolException {
    long nanos = Nanos.of(notNegative("timeout", timeout));
    return lease(endpoint, pool -> pool.acquire(nanos));
  }

  private Connection lease(Endpoint endpoint, Leasing leasing) throws PoolException {
    try {
      for (; ; ) {
        EndpointPool pool = table.get(endpoint);
        Lease lease = leasing.from(pool);
        if (lease != null) {
          return lease;
        }
        table.forget(pool);
      }
    } catch (PoolException e) {
      GuardedListener listener = shared.listener();
      if (listener != null) {
        listener.acquireFailed(config.resolve(endpoint), e);
      }
      throw e;
    }
  }

  /** One way to lease; null where the endpoint has left the table. */
  @FunctionalInterface
  private interface Leasing {
    @Nullable Lease from(EndpointPool pool) throws PoolException;
  }

  @Override
  public Optional<Connection> tryAcquire(Endpoint endpoint) throws PoolException {
    for (; ; ) {
      EndpointPool pool = table.get(endpoint);
      Lease lease = pool.tryAcquire();
      if (lease != null || !pool.isGone()) {
        return Optional.ofNullable(lease);
      }
      table.forget(pool);
    }
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T withConnection(
      Endpoint endpoint, ConnectionFunction<T, X> body) throws PoolException, X {
    try (Connection connection = acquire(endpoint)) {
      T result = body.apply(connection);
      connection.release();
      return result;
    }
  }

  @Override
  public PoolStats stats(Endpoint endpoint) {
    EndpointPool pool = table.find(endpoint);
    return pool == null ? PoolStats.builder().build() : pool.stats();
  }

  @Override
  public Map<Endpoint, PoolStats> allStats() {
    Map<Endpoint, PoolStats> all = new LinkedHashMap<>();
    table.all().forEach(pool -> all.put(pool.endpoint(), pool.stats()));
    return all;
  }

  @Override
  public PoolStats total() {
    return table.total();
  }

  @Override
  public void clearEndpoint(Endpoint endpoint) {
    EndpointPool pool = table.find(endpoint);
    if (pool != null) {
      pool.clear();
    }
  }

  @Override
  public void warmUp(Endpoint endpoint, int connections) {
    if (connections < 1) {
      throw invalid("connections must be 1 or more, was " + connections);
    }
    if (!onOpen(endpoint, pool -> pool.warmUp(connections))) {
      throw invalid("connections must be at most the endpoint's limit, was " + connections);
    }
  }

  @Override
  public void limit(Endpoint endpoint, int maxConnections) {
    int least = Math.max(1, config.forEndpoint(config.resolve(endpoint)).minIdlePerEndpoint());
    if (maxConnections < least) {
      throw invalid("maxConnections must be " + least + " or more, was " + maxConnections);
    }
    onOpen(
        endpoint,
        pool -> {
          pool.limit(maxConnections);
          return true;
        });
  }

  private boolean onOpen(Endpoint endpoint, Predicate<EndpointPool> change) {
    try {
      for (; ; ) {
        EndpointPool pool = table.get(endpoint);
        boolean result = change.test(pool);
        if (!pool.isGone()) {
          if (table.isClosed()) {
            throw new IllegalStateException("the pool is closed");
          }
          return result;
        }
        table.forget(pool);
      }
    } catch (PoolException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static InvalidArgumentException invalid(String message) {
    return new InvalidArgumentException(new PoolError.InvalidConfig(message));
  }

  private static Duration notNegative(String field, Duration duration) {
    if (duration.isNegative()) {
      throw invalid(field + " must be zero or more, was " + duration);
    }
    return duration;
  }

  @Override
  public void suspend() {
    table.suspend();
  }

  @Override
  public void resume() {
    table.resume();
  }

  @Override
  public String describe() {
    String state = table.isClosed() ? "closed" : table.isSuspended() ? "suspended" : "open";
    return PoolPage.render(
        config.name(), state, total(), table.all().stream().map(EndpointPool::view).toList());
  }

  private void providerLeft(Provider provider) {
    table.all().forEach(pool -> pool.retiring().providerLeft(provider));
    dialer.forget(provider);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  @Override
  public void close(Duration drain) {
    long until = platform.now() + Nanos.of(notNegative("drain", drain));
    boolean first = closing.begin(until);
    try {
      if (first) {
        providers.close();
        table.close();
      }
      closing.awaitDrain(() -> shared.entries() == 0);
      table.all().forEach(pool -> pool.retiring().closeLeased());
      platform.shutdown(platform.now() + THREADS_END);
    } finally {
      closing.end();
    }
  }
}
