package io.conpool.spi;

import javax.net.ssl.SSLEngine;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What all TLS connections of one configuration and server name share, the session cache above all.
 */
@ConsumerType
public interface TlsContext {

  /**
   * Makes an engine for one connection.
   *
   * <p>It is in client mode, has its protocols, cipher suites, application protocols, server name
   * indication and host name check set, its handshake not begun, and resumes earlier sessions of
   * this context where it can.
   *
   * @param port the port of the endpoint, which together with the server name keys sessions; 0
   *     where there is none
   * @return a new engine
   */
  SSLEngine engine(int port);

  /**
   * Frees what an engine holds outside the heap, which the garbage collector would free late: its
   * connection has ended, or did not come to be, and nobody calls the engine any more. Sessions
   * stay. Not called for a connection that is torn down while a thread is inside it, and never by
   * two threads; a second call must do nothing.
   *
   * @param engine one of this context's
   */
  default void discard(SSLEngine engine) {}
}
