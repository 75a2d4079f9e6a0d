package io.conpool.tls.conscrypt;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Conscrypt's contexts for one server name, one for each port, that of the port used least recently
 * dropped when there are too many.
 *
 * <p>Conscrypt offers the oldest session of a port first, and goes on when that one is of no use
 * any more: after a restart of the server there would be as many full handshakes in a row as there
 * are sessions. So each port keeps few. Together they keep as many as one of the JDK's contexts.
 */
final class PortContexts {

  /** What Conscrypt itself keeps in a context. */
  static final int SESSIONS = 10;

  static final int MAX_PORTS = 2_048;

  /** As in the JDK's contexts; Conscrypt's own limit is 8 hours. */
  private static final int SESSION_SECONDS = 24 * 60 * 60;

  private final Policy policy;
  private final Provider provider;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true);

  PortContexts(Policy policy, Provider provider) {
    this.policy = policy;
    this.provider = provider;
  }

  /** The context of a port, without sessions that have expired. */
  SSLContext of(int port) {
    SSLContext known = find(port);
    SSLContext context = known == null ? keep(port, made()) : known;
    // Drops them; Conscrypt by itself would stop at the first of them and resume nothing.
    context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    return context;
  }

  private @Nullable SSLContext find(int port) {
    lock.lock();
    try {
      return contexts.get(port);
    } finally {
      lock.unlock();
    }
  }

  /** Of two that were made at once both get the first, so that they share its sessions. */
  private SSLContext keep(int port, SSLContext made) {
    lock.lock();
    try {
      SSLContext earlier = contexts.putIfAbsent(port, made);
      if (contexts.size() > MAX_PORTS) {
        contexts.remove(contexts.keySet().iterator().next());
      }
      return earlier == null ? made : earlier;
    } finally {
      lock.unlock();
    }
  }

  private SSLContext made() {
    try {
      SSLContext context = policy.context(provider);
      context.getClientSessionContext().setSessionCacheSize(SESSIONS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Conscrypt makes no context any more", e);
    }
  }
}
