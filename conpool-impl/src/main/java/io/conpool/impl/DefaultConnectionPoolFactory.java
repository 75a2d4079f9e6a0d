package io.conpool.impl;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.impl.pool.DefaultConnectionPool;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.time.SystemPlatform;

/** Makes pools over the machine's network and time, with the providers that are found. */
public final class DefaultConnectionPoolFactory implements ConnectionPoolFactory {

  /** Makes a factory, for {@link java.util.ServiceLoader}. */
  public DefaultConnectionPoolFactory() {}

  @Override
  public ConnectionPool create(PoolConfig config) {
    return new DefaultConnectionPool(
        config,
        new ProviderRegistry(config.providers()),
        new SystemPlatform(config.name(), config.timeSource(), config.threadFactory()));
  }
}
