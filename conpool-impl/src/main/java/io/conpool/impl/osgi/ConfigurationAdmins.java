package io.conpool.impl.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Waits for Configuration Admin, which may come at any time or never, and then lets it configure
 * pools.
 *
 * <p>Its types are looked for only then, and by name: their package is imported once it is there.
 */
final class ConfigurationAdmins extends ServiceTracker<Object, Object> {

  private static final Logger LOG = System.getLogger("io.conpool.config");
  private static final String PACKAGE = "org.osgi.service.cm.";

  private final ConfiguredPools pools;
  private final AtomicBoolean hasOffered = new AtomicBoolean();
  private volatile @Nullable ServiceRegistration<?> registration;

  ConfigurationAdmins(BundleContext context, ConfiguredPools pools) {
    super(context, PACKAGE + "ConfigurationAdmin", null);
    this.pools = pools;
  }

  /** Does not track it: when it goes the pools stay, and the next one finds what is offered. */
  @Override
  public @Nullable Object addingService(ServiceReference<Object> reference) {
    if (!typesAreThere()) {
      LOG.log(Level.WARNING, "pools cannot be configured: " + PACKAGE + "* [1.5,2) is not there");
    } else if (hasOffered.compareAndSet(false, true)) {
      offer();
    }
    return null;
  }

  private void offer() {
    try {
      registration = PoolConfigurations.register(context, pools);
    } catch (RuntimeException e) {
      hasOffered.set(false); // the next Configuration Admin is another chance
      throw e;
    }
  }

  private static boolean typesAreThere() {
    try {
      String type = PACKAGE + "ManagedServiceFactory";
      Class.forName(type, false, ConfigurationAdmins.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Takes every configured pool away. */
  @Override
  public void close() {
    super.close();
    ServiceRegistration<?> offered = registration;
    if (offered != null) {
      registration = null;
      offered.unregister();
    }
    pools.close();
  }
}
