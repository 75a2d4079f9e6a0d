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

  private final List<ProviderTracker<?>> trackers = new ArrayList<>();
  private @Nullable ServiceRegistration<?> factory;
  private @Nullable ConfigurationAdmins configured;

  /** Makes the activator, for the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    DefaultConnectionPoolFactory.EVERY_POOL.reopen();
    try {
      track(context, TransportProvider.class);
      track(context, TlsProvider.class);
      track(context, DnsResolverProvider.class);
      factory =
          context.registerService(
              ConnectionPoolFactory.class,
              new BundleFactories(new DefaultConnectionPoolFactory(), DRAIN),
              null);
      configured =
          new ConfigurationAdmins(
              context, new ConfiguredPools(context, new DefaultConnectionPoolFactory(), DRAIN));
      configured.open();
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

  @Override
  public void stop(BundleContext context) {
    if (factory != null) {
      factory.unregister();
      factory = null;
    }
    if (configured != null) {
      configured.close();
      configured = null;
    }
    DefaultConnectionPoolFactory.EVERY_POOL.close(DRAIN);
    trackers.forEach(ProviderTracker::close);
    trackers.clear();
  }
}
