package io.conpool.tls.conscrypt.osgi;

import io.conpool.spi.TlsProvider;
import io.conpool.tls.conscrypt.ConscryptTlsProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Offers the provider as a service, available or not: it says itself why it cannot be used, and
 * pools that ask for it by name pass that on.
 */
public final class Activator implements BundleActivator {

  private @Nullable ServiceRegistration<TlsProvider> registration;

  /** Makes the activator, for the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    registration = context.registerService(TlsProvider.class, new ConscryptTlsProvider(), null);
  }

  @Override
  public void stop(BundleContext context) {
    ServiceRegistration<TlsProvider> registered = registration;
    registration = null;
    if (registered != null) {
      registered.unregister();
    }
  }
}
