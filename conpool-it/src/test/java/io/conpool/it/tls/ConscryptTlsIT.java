package io.conpool.it.tls;

import io.conpool.it.support.OnEachKindOfThread;

/** The verdicts of Conscrypt's engines. */
@OnEachKindOfThread
class ConscryptTlsIT extends TlsContract {

  ConscryptTlsIT() {
    super("conscrypt");
  }
}
