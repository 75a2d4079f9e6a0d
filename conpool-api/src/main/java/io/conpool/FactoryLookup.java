package io.conpool;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the implementation for {@link ConnectionPool#create(PoolConfig)}. */
final class FactoryLookup {

  /** More broken entries than anybody has; a loader may report the same one for ever. */
  private static final int MAX_BROKEN = 16;

  private @Nullable ServiceConfigurationError broken;

  private FactoryLookup() {}

  static ConnectionPoolFactory find() {
    FactoryLookup lookup = new FactoryLookup();
    @Nullable ConnectionPoolFactory found = lookup.findWith(FactoryLookup.class.getClassLoader());
    if (found == null) {
      found = lookup.findWith(Thread.currentThread().getContextClassLoader());
    }
    if (found == null) {
      throw new IllegalStateException(
          "no implementation of conpool found: add io.conpool:conpool-impl to the class path or"
              + " module path; in OSGi without a service-loader mediator use the"
              + " ConnectionPoolFactory service",
          lookup.broken);
    }
    return found;
  }

  /** Returns the first that works, stepping over broken ones. */
  private @Nullable ConnectionPoolFactory findWith(@Nullable ClassLoader loader) {
    Iterator<ConnectionPoolFactory> factories =
        ServiceLoader.load(ConnectionPoolFactory.class, loader).iterator();
    for (int i = 0; i < MAX_BROKEN; i++) {
      try {
        return factories.hasNext() ? factories.next() : null;
      } catch (ServiceConfigurationError e) {
        broken = e;
        System.getLogger("io.conpool")
            .log(System.Logger.Level.WARNING, "a ConnectionPoolFactory cannot be used", e);
      }
    }
    return null;
  }
}
