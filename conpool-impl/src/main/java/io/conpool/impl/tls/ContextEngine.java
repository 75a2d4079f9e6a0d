package io.conpool.impl.tls;

import io.conpool.spi.TlsContext;
import javax.net.ssl.SSLEngine;

/**
 * The engine of one connection.
 *
 * @param engine fresh from its context
 * @param context whose it is
 */
public record ContextEngine(SSLEngine engine, TlsContext context) {

  /** Frees what it holds; nobody calls the engine any more. */
  void discard() {
    try {
      context.discard(engine);
    } catch (RuntimeException | LinkageError e) {
      // A provider's own trouble, or one that has been unloaded: the garbage collector does it.
    }
  }
}
