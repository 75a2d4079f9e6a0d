package io.conpool.tls.conscrypt;

import io.conpool.spi.TlsContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;

/**
 * Engines for one server name.
 *
 * @param contexts hold the sessions
 * @param serverName what the engines check the peer for, and key sessions with
 * @param parameters how the engines are set up; never changed after construction
 */
record ConscryptTlsContext(PortContexts contexts, String serverName, SSLParameters parameters)
    implements TlsContext {

  /** Of all engines of this process. */
  private static final DirectBuffers BUFFERS = new DirectBuffers();

  @Override
  public SSLEngine engine(int port) {
    SSLEngine engine = contexts.of(port).createSSLEngine(serverName, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters);
    if (parameters.getServerNames().isEmpty()) {
      // An empty list alone would leave the name to key sessions with indicated.
      Conscrypt.setHostname(engine, null);
    }
    // Off by default, and servers that share their load resume TLS 1.2 by tickets alone.
    Conscrypt.setUseSessionTickets(engine, true);
    Conscrypt.setBufferAllocator(engine, BUFFERS);
    return engine;
  }

  /** Both ways must be closed: only then the native part goes, some 40 KiB. */
  @Override
  public void discard(SSLEngine engine) {
    engine.closeOutbound();
    try {
      engine.closeInbound();
    } catch (SSLException e) {
      // The peer has not said goodbye, which conpool has judged already.
    }
  }
}
