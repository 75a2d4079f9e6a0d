package io.conpool.impl.osgi;

import static io.conpool.impl.DefaultConnectionPoolFactory.EVERY_POOL;

import io.conpool.ConnectionPoolFactory;
import io.conpool.impl.DefaultConnectionPoolFactory;
import io.conpool.impl.PoolGroup;
import io.conpool.impl.provider.BundleProviders;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.TransportProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
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

  /** What the stop does, the last of it first. */
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /** Makes the activator, for the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    try {
      track(context, TransportProvider.class);
      track(context, TlsProvider.class);
      track(context, DnsResolverProvider.class);
      undo.push(() -> EVERY_POOL.close(DRAIN));
      EVERY_POOL.reopen();
      knowCallers(context);
      configure(context);
      offerFactory(context);
    } catch (RuntimeException | LinkageError e) {
      undoAll().ifPresent(e::addSuppressed);
      throw e;
    }
  }

  private void track(BundleContext context, Class<? extends Provider> type) {
    ProviderTracker<?> tracker = new ProviderTracker<>(context, type, BundleProviders.OF_PROCESS);
    undo.push(tracker::close);
    tracker.open();
  }

  private void knowCallers(BundleContext context) {
    CallerFactory callers =
        new CallerFactory(EVERY_POOL, DRAIN, FrameworkUtil::getBundle, context.getBundle());
    undo.push(() -> context.removeBundleListener(callers));
    context.addBundleListener(callers);
    undo.push(() -> DefaultConnectionPoolFactory.makeBy(EVERY_POOL));
    DefaultConnectionPoolFactory.makeBy(callers);
  }

  private void configure(BundleContext context) {
    ConfigurationAdmins admins =
        new ConfigurationAdmins(
            context, new ConfiguredPools(context, EVERY_POOL, DRAIN, PoolGroup::apart));
    undo.push(admins::close);
    admins.open();
  }

  private void offerFactory(BundleContext context) {
    ServiceRegistration<?> offered =
        context.registerService(
            ConnectionPoolFactory.class, new BundleFactories(EVERY_POOL, DRAIN), null);
    undo.push(offered::unregister);
  }

  /** Stops all, even if something of it fails. */
  @Override
  public void stop(BundleContext context) {
    undoAll()
        .ifPresent(
            e -> {
              throw e;
            });
  }

  private Optional<RuntimeException> undoAll() {
    RuntimeException first = null;
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    return Optional.ofNullable(first);
  }
}
