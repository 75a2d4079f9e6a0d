package io.conpool.it.tls;

import io.conpool.it.support.LoopbackServer;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A TLS server in this process, with its clients' connections bare and under TLS. */
final class JavaTlsServer implements TlsServer {

  /** What is done with one connection after the handshake; it is closed afterwards. */
  interface Session {

    /**
     * Serves one client.
     *
     * @param client the connection
     * @param raw what is below, to break rules with
     */
    void serve(SSLSocket client, Socket raw) throws IOException;
  }

  private final LoopbackServer server;

  private JavaTlsServer(LoopbackServer server) {
    this.server = server;
  }

  /** Starts a server of the JDK's. */
  static JavaTlsServer start(ServerPlan plan, Session session)
      throws IOException, GeneralSecurityException {
    return start(SSLContext.getInstance("TLS"), plan, session);
  }

  /** Starts a server in a context that has not been initialised. */
  static JavaTlsServer start(SSLContext context, ServerPlan plan, Session session)
      throws IOException, GeneralSecurityException {
    context.init(
        plan.identity().toKeyManagerFactory().getKeyManagers(),
        Pki.ROOT.toTrustManagerFactory().getTrustManagers(),
        null);
    return new JavaTlsServer(LoopbackServer.plain(raw -> serve(context, plan, session, raw)));
  }

  static void reverseLines(SSLSocket client, Socket raw) throws IOException {
    Reversal reversal = Reversal.of(client);
    while (reversal.answer()) {
      // and the next
    }
  }

  private static void serve(SSLContext context, ServerPlan plan, Session session, Socket raw)
      throws IOException {
    try (SSLSocket client = secured(context, plan, raw)) {
      client.startHandshake();
      session.serve(client, raw);
    }
  }

  private static SSLSocket secured(SSLContext context, ServerPlan plan, Socket raw)
      throws IOException {
    SSLSocket client =
        (SSLSocket) context.getSocketFactory().createSocket(raw, "client", raw.getPort(), true);
    client.setUseClientMode(false);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setProtocols(new String[] {plan.version()});
    parameters.setApplicationProtocols(plan.applicationProtocols().toArray(new String[0]));
    parameters.setNeedClientAuth(plan.demandsClient());
    client.setSSLParameters(parameters);
    return client;
  }

  @Override
  public int port() {
    return server.port();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() throws IOException {
    server.close();
  }
}
