package io.conpool.it.tls;

import io.conpool.it.support.OnEachKindOfThread;

/** The streams of the JDK's engines. */
@OnEachKindOfThread
class JdkTlsStreamIT extends TlsStreamContract {

  JdkTlsStreamIT() {
    super("jdk");
  }
}
