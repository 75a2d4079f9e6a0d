package io.conpool;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementation for {@link ConnectionPool#create(PoolConfig)}. */
final class FactoryLookup {

  private FactoryLookup() {}

  static ConnectionPoolFactory find() {
    @Nullable ServiceConfigurationError broken = null;
    ClassLoader[] loaders = {
      FactoryLookup.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
    };
    for (ClassLoader loader : loaders) {
      Iterator<ConnectionPoolFactory> found =
          ServiceLoader.load(ConnectionPoolFactory.class, loader).iterator();
      try {
        if (found.hasNext()) {
          return found.next();
        }
      } catch (ServiceConfigurationError e) {
        broken = e;
      }
    }
    throw new IllegalStateException(
        "no implementation of conpool found: add io.conpool:conpool-impl to the class path or module path; "
            + "in OSGi without a service-loader mediator use the ConnectionPoolFactory service",
        broken);
  }
}
