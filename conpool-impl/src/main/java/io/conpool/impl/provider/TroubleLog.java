package io.conpool.impl.provider;

import io.conpool.spi.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says once of every provider that does not work that it is left out, though it is met at every
 * choice.
 */
final class TroubleLog {

  private static final Logger LOG = System.getLogger("io.conpool");

  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  void report(Provider provider, Throwable failure) {
    String type = provider.getClass().getName();
    if (reported.add(type)) {
      LOG.log(Level.WARNING, "provider " + type + " is left out: it threw", failure);
    }
  }

  void reportService(Throwable failure) {
    LOG.log(Level.WARNING, "a provider that the service loader found is left out", failure);
  }
}
