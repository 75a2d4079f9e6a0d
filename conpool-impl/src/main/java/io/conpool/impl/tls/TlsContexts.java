package io.conpool.impl.tls;

import io.conpool.TlsConfig;
import io.conpool.impl.time.Platform;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts of a pool, one for each provider, configuration and server name, the least
 * recently used one dropped when there are too many.
 *
 * <p>Contexts are never shared between server names: engines would resume a session of the one with
 * the other, and not check the name again.
 */
public final class TlsContexts {

  private static final int MAX_CONTEXTS = 1_000;

  private final Lock lock;
  private final int maxContexts;
  private final Map<Key, TlsContext> contexts = new LinkedHashMap<>(16, 0.75f, true);

  private final Predicate<TlsProvider> isPresent;

  /**
   * Makes an empty cache.
   *
   * @param isPresent whether a provider is still there, so that nothing of one that has left is
   *     kept; called under a lock, and false before {@link #forget} is called
   */
  public TlsContexts(Platform platform, Predicate<TlsProvider> isPresent) {
    this(platform, isPresent, MAX_CONTEXTS);
  }

  TlsContexts(Platform platform, Predicate<TlsProvider> isPresent, int maxContexts) {
    this.lock = platform.newLock();
    this.isPresent = isPresent;
    this.maxContexts = maxContexts;
  }

  /**
   * Returns the context for a configuration and server name, made by the provider if there is none
   * yet.
   *
   * <p>The provider is called outside the lock. Of two threads that make the same context at once,
   * both get the one that was ready first, so that they share its sessions.
   *
   * @throws GeneralSecurityException what the provider throws
   */
  public TlsContext context(TlsProvider provider, TlsConfig config, String serverName)
      throws GeneralSecurityException {
    Key key = new Key(provider, config, serverName);
    lock.lock();
    try {
      TlsContext known = contexts.get(key);
      if (known != null) {
        return known;
      }
    } finally {
      lock.unlock();
    }
    TlsContext made = provider.context(config, serverName);
    lock.lock();
    try {
      return isPresent.test(provider) ? keep(key, made) : made;
    } finally {
      lock.unlock();
    }
  }

  private TlsContext keep(Key key, TlsContext made) {
    TlsContext earlier = contexts.putIfAbsent(key, made);
    if (earlier != null) {
      return earlier;
    }
    if (contexts.size() > maxContexts) {
      contexts.remove(contexts.keySet().iterator().next());
    }
    return made;
  }

  /** Drops every context of a provider that has left. */
  public void forget(TlsProvider provider) {
    lock.lock();
    try {
      contexts.keySet().removeIf(key -> key.provider == provider);
    } finally {
      lock.unlock();
    }
  }

  /** What contexts are told apart by; providers by identity, whatever their {@code equals} says. */
  private record Key(TlsProvider provider, TlsConfig config, String serverName) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && provider == that.provider
          && config.equals(that.config)
          && serverName.equals(that.serverName);
    }

    @Override
    public int hashCode() {
      return (System.identityHashCode(provider) * 31 + config.hashCode()) * 31
          + serverName.hashCode();
    }
  }
}
