package io.conpool.tls.conscrypt;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** The JDK's TLS on a port of loopback: one client after the other is served as a script says. */
final class TlsServer implements AutoCloseable {

  /** What is done with a connection, which is closed afterwards. */
  interface Script {
    void run(SSLSocket client) throws IOException;
  }

  private final SSLServerSocket listener;
  private final Script script;

  TlsServer(X509Bundle identity, Script script) throws IOException {
    this.script = script;
    this.listener =
        (SSLServerSocket)
            Pki.server(identity)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "tls-server-" + port());
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts a server that sends back whatever comes. */
  static TlsServer echoing(X509Bundle identity) throws IOException {
    return new TlsServer(identity, TlsServer::echo);
  }

  static void echo(SSLSocket client) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  int port() {
    return listener.getLocalPort();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (SSLSocket client = (SSLSocket) listener.accept()) {
        script.run(client);
      } catch (IOException e) {
        // One side refused the other, or the test is over.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
