package io.conpool.impl.osgi;

import io.conpool.ConnectionPoolFactory;
import io.conpool.impl.DefaultConnectionPoolFactory;
import io.conpool.impl.provider.BundleProviders;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.TransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Offers the factory as a service, and the pools that an administrator configures; takes in the
 * providers that other bundles offer.
 */
public final class Activator implements BundleActivator {

  /**
   * How long leases may go on when conpool's bundle stops, the one that made the pool, or when
   * another configuration replaces the pool's.
   */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** A type of Configuration Admin, whose package is imported only where it is there. */
  private static final String CONFIGURABLE = "org.osgi.service.cm.ManagedServiceFactory";

  private final List<ProviderTracker<?>> trackers = new ArrayList<>();
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private @Nullable ConfiguredPools configured;

  /** Makes the activator, for the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    DefaultConnectionPoolFactory.EVERY_POOL.reopen();
    try {
      track(context, TransportProvider.class);
      track(context, TlsProvider.class);
      track(context, DnsResolverProvider.class);
      registrations.add(
          context.registerService(
              ConnectionPoolFactory.class,
              new BundleFactories(new DefaultConnectionPoolFactory(), DRAIN),
              null));
      if (isThere(CONFIGURABLE)) {
        ConfiguredPools pools =
            new ConfiguredPools(context, new DefaultConnectionPoolFactory(), DRAIN);
        configured = pools;
        registrations.add(PoolConfigurations.register(context, pools));
      }
    } catch (RuntimeException | LinkageError e) {
      stop(context);
      throw e;
    }
  }

  private <P extends Provider> void track(BundleContext context, Class<P> type) {
    ProviderTracker<P> tracker = new ProviderTracker<>(context, type, BundleProviders.OF_PROCESS);
    trackers.add(tracker);
    tracker.open();
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, Activator.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void stop(BundleContext context) {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
    if (configured != null) {
      configured.close();
      configured = null;
    }
    DefaultConnectionPoolFactory.EVERY_POOL.close(DRAIN);
    trackers.forEach(ProviderTracker::close);
    trackers.clear();
  }
}
