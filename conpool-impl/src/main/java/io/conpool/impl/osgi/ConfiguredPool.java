package io.conpool.impl.osgi;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A pool that an administrator has configured, and the service that it is.
 *
 * <p>The pool belongs to its configuration: bundles that use the service cannot close it.
 */
record ConfiguredPool(
    PoolConfig config, ConnectionPool pool, ServiceRegistration<ConnectionPool> registration) {

  /** The service property with the pool's name, by which its users choose. */
  static final String NAME = "name";

  /**
   * Makes a pool and offers it.
   *
   * @throws RuntimeException if it cannot be made or offered; no pool is left then
   */
  static ConfiguredPool offer(
      BundleContext context, ConnectionPoolFactory maker, PoolConfig config) {
    ConnectionPool pool = maker.create(config);
    try {
      return new ConfiguredPool(
          config,
          pool,
          context.registerService(ConnectionPool.class, new SharedPool(pool), properties(config)));
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  @SuppressWarnings("JdkObsolete") // what the framework takes
  private static Dictionary<String, Object> properties(PoolConfig config) {
    return new Hashtable<>(Map.of(NAME, config.name()));
  }

  /** Withdraws the service. */
  void withdraw() {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // The framework has withdrawn it: conpool's bundle has stopped meanwhile.
    }
  }
}
