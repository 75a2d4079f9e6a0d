package io.conpool.dns.dnsjava.osgi;

import io.conpool.dns.dnsjava.DnsjavaResolverProvider;
import io.conpool.dns.dnsjava.DnsjavaSettings;
import io.conpool.spi.DnsResolverProvider;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Offers the resolver as a service, with the settings that the framework's properties tell. */
public final class Activator implements BundleActivator {

  private @Nullable ServiceRegistration<DnsResolverProvider> registration;

  /** Makes the activator, for the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Map<String, String> properties = new HashMap<>();
    for (String key : DnsjavaSettings.keys()) {
      String value = context.getProperty(key);
      if (value != null) {
        properties.put(key, value);
      }
    }
    registration =
        context.registerService(
            DnsResolverProvider.class, DnsjavaResolverProvider.from(properties), null);
  }

  @Override
  public void stop(BundleContext context) {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
  }
}
