package io.conpool;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes connection pools.
 *
 * <p>Implemented by conpool alone. Got by {@link ConnectionPool#create(PoolConfig)}, by {@code
 * ServiceLoader.load(ConnectionPoolFactory.class)}, or as an OSGi service; there the pools that a
 * bundle made are closed when it stops. Safe for use by several threads.
 */
@ProviderType
public interface ConnectionPoolFactory {

  /**
   * Makes a pool.
   *
   * <p>Opens no connection. A provider that the configuration names and that is absent is reported
   * by the first {@code acquire} that needs it, since it may still arrive.
   *
   * @param config how the pool behaves
   * @return a new pool, to be closed by the caller
   * @throws IllegalStateException in OSGi, once the bundle of the implementation has stopped
   * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if the configuration
   *     cannot be had here
   */
  ConnectionPool create(PoolConfig config);
}
