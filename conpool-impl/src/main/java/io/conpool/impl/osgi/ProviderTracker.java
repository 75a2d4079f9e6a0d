package io.conpool.impl.osgi;

import io.conpool.impl.provider.BundleProviders;
import io.conpool.spi.Provider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Keeps the providers of one kind that bundles offer at the moment. */
final class ProviderTracker<P extends Provider> extends ServiceTracker<P, P> {

  private final BundleProviders providers;

  ProviderTracker(BundleContext context, Class<P> type, BundleProviders providers) {
    super(context, type, null);
    this.providers = providers;
  }

  @Override
  public @Nullable P addingService(ServiceReference<P> reference) {
    P provider = super.addingService(reference);
    if (provider != null) {
      providers.add(provider);
    }
    return provider;
  }

  @Override
  public void removedService(ServiceReference<P> reference, P provider) {
    providers.remove(provider);
    super.removedService(reference, provider);
  }
}
