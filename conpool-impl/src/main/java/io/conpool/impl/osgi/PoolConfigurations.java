package io.conpool.impl.osgi;

import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedServiceFactory;

/**
 * Hears of the factory configurations {@code io.conpool.pool}, each of which becomes a pool (OSGi
 * Compendium 8, chapter 104).
 *
 * <p>They have the keys of {@link PoolConfig#from(Map)}; those that do not begin with {@code
 * conpool.} are others' and ignored. Loaded only where Configuration Admin is.
 */
final class PoolConfigurations implements ManagedServiceFactory {

  static final String PID = "io.conpool.pool";

  private static final Logger LOG = System.getLogger("io.conpool.config");
  private static final String PREFIX = "conpool.";

  private final ConfiguredPools pools;

  PoolConfigurations(ConfiguredPools pools) {
    this.pools = pools;
  }

  /** Lets Configuration Admin know that the pools are to be configured. */
  @SuppressWarnings("JdkObsolete") // what the framework takes
  static ServiceRegistration<?> register(BundleContext context, ConfiguredPools pools) {
    Dictionary<String, String> properties = new Hashtable<>(Map.of(Constants.SERVICE_PID, PID));
    return context.registerService(
        ManagedServiceFactory.class, new PoolConfigurations(pools), properties);
  }

  @Override
  public String getName() {
    return "conpool's connection pools";
  }

  /**
   * A configuration is new or has changed. A bad one is logged and changes nothing.
   *
   * @throws IllegalStateException if conpool's bundle is being stopped
   */
  @Override
  public void updated(String pid, Dictionary<String, ?> properties) {
    try {
      PoolConfig config = PoolConfig.from(texts(properties));
      pools.put(pid, config);
      warnOfNamesakes(config.name());
    } catch (InvalidArgumentException e) {
      String left = pools.has(pid) ? "the pool goes on as before" : "there is no pool";
      LOG.log(Level.WARNING, "configuration " + pid + " is refused, " + left + ": " + e.error());
    }
  }

  @Override
  public void deleted(String pid) {
    pools.remove(pid);
  }

  private void warnOfNamesakes(String name) {
    List<String> pids = pools.pidsOf(name);
    if (pids.size() > 1) {
      LOG.log(
          Level.WARNING,
          "configurations "
              + pids
              + " are all called "
              + name
              + ": conpool.name must tell them apart");
    }
  }

  private static Map<String, String> texts(Dictionary<String, ?> properties) {
    Map<String, String> texts = new TreeMap<>();
    for (String key : Collections.list(properties.keys())) {
      if (key.startsWith(PREFIX)) {
        texts.put(key, text(key, properties.get(key)));
      }
    }
    return texts;
  }

  private static String text(String key, Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    String type = value.getClass().getSimpleName();
    throw new InvalidArgumentException(
        new PoolError.InvalidConfig(key + " must be text, a number or a switch, was " + type));
  }
}
