package io.conpool.it.tls;

import io.conpool.it.support.OnEachKindOfThread;

/** The streams of Conscrypt's engines. */
@OnEachKindOfThread
class ConscryptTlsStreamIT extends TlsStreamContract {

  ConscryptTlsStreamIT() {
    super("conscrypt");
  }
}
