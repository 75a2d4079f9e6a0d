package io.conpool.it.tls;

import java.io.Closeable;

/**
 * A TLS server on loopback.
 *
 * <p>Unless it is told otherwise it sends back each line with its characters in reverse, and closes
 * in good order when a line says {@code CLOSE}: what {@code openssl s_server -rev} does.
 */
interface TlsServer extends Closeable {

  /** Where it listens. */
  int port();
}
