package io.conpool.impl.tls;

import io.conpool.spi.TlsContext;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * One of the JDK's contexts, for one server name.
 *
 * @param context holds the session cache
 * @param serverName what the engines check the peer for, and key sessions with
 * @param parameters how the engines are set up; never changed after construction
 */
record JdkTlsContext(SSLContext context, String serverName, SSLParameters parameters)
    implements TlsContext {

  @Override
  public SSLEngine engine(int port) {
    SSLEngine engine = context.createSSLEngine(serverName, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
