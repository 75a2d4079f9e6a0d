package io.conpool.it.osgi.host;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * Configuration Admin, as an administrator uses it; by reflection, since only its bundle has its
 * classes.
 */
final class Configurations {

  private static final String PACKAGE = "org.osgi.service.cm.";

  private final Bundle bundle;
  private final Object admin;

  Configurations(Host host) {
    ServiceReference<?> reference =
        host.references(PACKAGE + "ConfigurationAdmin", null).stream().findFirst().orElseThrow();
    bundle = reference.getBundle();
    admin = host.context().getService(reference);
  }

  /** Makes a configuration of a factory, for whichever bundle that is. */
  Object create(String factoryPid) throws ReflectiveOperationException {
    return type("ConfigurationAdmin")
        .getMethod("createFactoryConfiguration", String.class, String.class)
        .invoke(admin, factoryPid, "?");
  }

  /** Gives a configuration these properties and no others. */
  @SuppressWarnings("JdkObsolete") // what Configuration Admin takes
  void update(Object configuration, Map<String, Object> properties)
      throws ReflectiveOperationException {
    type("Configuration")
        .getMethod("update", Dictionary.class)
        .invoke(configuration, new Hashtable<>(properties));
  }

  void delete(Object configuration) throws ReflectiveOperationException {
    type("Configuration").getMethod("delete").invoke(configuration);
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return bundle.loadClass(PACKAGE + name);
  }
}
