package io.conpool;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A TLS handshake in memory, between a client made from a {@link TlsConfig} as a provider does, and
 * a server.
 */
final class Handshake {

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer plain = ByteBuffer.allocate(1 << 16);

  Handshake(TlsConfig config, String serverName, TlsConfig serverConfig)
      throws GeneralSecurityException {
    client = context(config).createSSLEngine(serverName, 443);
    client.setUseClientMode(true);
    SSLParameters parameters = client.getSSLParameters();
    if (!config.isInsecure()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    client.setSSLParameters(parameters);
    server = context(serverConfig).createSSLEngine();
    server.setUseClientMode(false);
    server.setWantClientAuth(true);
  }

  private static SSLContext context(TlsConfig config) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(config.keyManagers(), config.trustManagers(), null);
    return context;
  }

  /** Runs it to its end. */
  Handshake run() throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    while (isOpen(client) || isOpen(server)) {
      step(client, toServer, toClient);
      step(server, toClient, toServer);
    }
    return this;
  }

  /** What the server knows of the client and the client of the server. */
  SSLEngine server() {
    return server;
  }

  private static boolean isOpen(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_UNWRAP -> {
        in.flip();
        engine.unwrap(in, plain);
        in.compact();
      }
      default -> {}
    }
  }
}
