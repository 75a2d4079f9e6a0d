package io.conpool.impl;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.impl.pool.DefaultConnectionPool;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.time.SystemPlatform;

/**
 * Makes pools over the machine's network and time, with the providers that are found.
 *
 * <p>All factories make them in one group for the whole process: in OSGi the pools end with
 * conpool's bundle, even those of a factory that a service-loader mediator has made behind the
 * activator's back. Whose such a pool is besides, the activator says.
 */
public final class DefaultConnectionPoolFactory implements ConnectionPoolFactory {

  /** Every pool. Closed while conpool's bundle is stopped. */
  public static final PoolGroup EVERY_POOL =
      new PoolGroup(
          "the bundle io.conpool.impl is stopped and makes no more pools",
          DefaultConnectionPoolFactory::newPool);

  private static volatile ConnectionPoolFactory maker = EVERY_POOL;

  /** Makes a factory, for {@link java.util.ServiceLoader}. */
  public DefaultConnectionPoolFactory() {}

  @Override
  public ConnectionPool create(PoolConfig config) {
    return maker.create(config);
  }

  /**
   * Says who makes the pools of all factories from now on; at first {@link #EVERY_POOL} does.
   *
   * @param maker has {@link #EVERY_POOL} make them in turn
   */
  public static void makeBy(ConnectionPoolFactory maker) {
    DefaultConnectionPoolFactory.maker = maker;
  }

  private static ConnectionPool newPool(PoolConfig config) {
    return new DefaultConnectionPool(
        config,
        new ProviderRegistry(config.providers()),
        new SystemPlatform(config.name(), config.timeSource(), config.threadFactory()));
  }
}
