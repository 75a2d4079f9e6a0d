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
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Offers the factory as a service, and takes in the providers that other bundles offer. */
public final class Activator implements BundleActivator {

  /** How long leases may go on when conpool's bundle, or the one that made the pool, stops. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final List<ProviderTracker<?>> trackers = new ArrayList<>();
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

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
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
    DefaultConnectionPoolFactory.EVERY_POOL.close(DRAIN);
    trackers.forEach(ProviderTracker::close);
    trackers.clear();
  }
}
