package io.conpool.impl.osgi;

import io.conpool.ConnectionPoolFactory;
import io.conpool.impl.PoolGroup;
import java.time.Duration;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives every bundle a factory of its own, whose pools are closed when the bundle stops or gives
 * the factory back.
 */
final class BundleFactories implements ServiceFactory<ConnectionPoolFactory> {

  private final ConnectionPoolFactory maker;
  private final Duration drain;

  BundleFactories(ConnectionPoolFactory maker, Duration drain) {
    this.maker = maker;
    this.drain = drain;
  }

  @Override
  public ConnectionPoolFactory getService(
      Bundle bundle, ServiceRegistration<ConnectionPoolFactory> registration) {
    String name = bundle.getSymbolicName();
    return new PoolGroup("the bundle " + name + " is stopped or gave its factory back", maker);
  }

  @Override
  public void ungetService(
      Bundle bundle,
      ServiceRegistration<ConnectionPoolFactory> registration,
      ConnectionPoolFactory factory) {
    ((PoolGroup) factory).close(drain);
  }
}
