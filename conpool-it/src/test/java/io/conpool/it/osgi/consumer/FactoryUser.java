package io.conpool.it.osgi.consumer;

import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Keeps a load on a pool of the factory that is there at the moment, and closes none. */
final class FactoryUser extends ServiceTracker<ConnectionPoolFactory, ConnectionPoolFactory> {

  /** Connections and answers are soon too old, so that every provider is needed all the time. */
  private static final PoolConfig SHORT_LIVED =
      PoolConfig.builder()
          .name("load")
          .maxConnectionUses(20)
          .minDnsTtl(Duration.ZERO)
          .maxDnsTtl(Duration.ofMillis(1))
          .build();

  private final Load load;

  FactoryUser(BundleContext context, Load load) {
    super(context, ConnectionPoolFactory.class, null);
    this.load = load;
  }

  @Override
  public ConnectionPoolFactory addingService(ServiceReference<ConnectionPoolFactory> reference) {
    ConnectionPoolFactory factory = super.addingService(reference);
    load.use(factory.create(SHORT_LIVED));
    return factory;
  }

  @Override
  public void removedService(
      ServiceReference<ConnectionPoolFactory> reference, ConnectionPoolFactory factory) {
    load.use(null);
    super.removedService(reference, factory);
  }
}
