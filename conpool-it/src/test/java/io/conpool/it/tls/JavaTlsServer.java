package io.conpool.it.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private final SSLContext context;
  private final ServerPlan plan;
  private final Session session;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private JavaTlsServer(
      SSLContext context, ServerPlan plan, Session session, ServerSocket listener) {
    this.context = context;
    this.plan = plan;
    this.session = session;
    this.listener = listener;
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
    JavaTlsServer server =
        new JavaTlsServer(
            context, plan, session, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    server.run("accept", server::accept);
    return server;
  }

  static void reverseLines(SSLSocket client, Socket raw) throws IOException {
    Reversal reversal = Reversal.of(client);
    while (reversal.answer()) {
      // and the next
    }
  }

  /** Sends back whatever comes, until the client ends its half. */
  static void echo(SSLSocket client, Socket raw) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket raw = listener.accept();
        open.add(raw);
        run("serve", () -> serve(raw));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket raw) {
    try (raw;
        SSLSocket client = secured(raw)) {
      client.startHandshake();
      session.serve(client, raw);
    } catch (IOException e) {
      // One side refused, or the client went away.
    } finally {
      open.remove(raw);
    }
  }

  private SSLSocket secured(Socket raw) throws IOException {
    raw.setTcpNoDelay(true);
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

  private void run(String what, Runnable body) {
    Thread thread = new Thread(body, "tls-server-" + what + "-" + port());
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket raw : open) {
      raw.close();
    }
  }
}
