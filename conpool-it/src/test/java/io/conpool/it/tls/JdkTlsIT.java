package io.conpool.it.tls;

import io.conpool.it.support.OnEachKindOfThread;

/** The verdicts of the JDK's engines. */
@OnEachKindOfThread
class JdkTlsIT extends TlsContract {

  JdkTlsIT() {
    super("jdk");
  }
}
