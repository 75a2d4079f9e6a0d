package io.conpool.tls.conscrypt;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** The JDK's TLS on a port of loopback: clients are served as a script says, each by a thread. */
final class TlsServer implements AutoCloseable {

  /** What is done with a connection, which is closed afterwards. */
  interface Script {
    void run(SSLSocket client) throws IOException;
  }

  private final SSLServerSocket listener;
  private final Script script;

  private TlsServer(int port, SSLContext context, Script script) throws IOException {
    this.script = script;
    this.listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  TlsServer(X509Bundle identity, Script script) throws IOException {
    this(0, Pki.server(identity), script);
  }

  /** Starts a server that sends back whatever comes. */
  static TlsServer echoing(X509Bundle identity) throws IOException {
    return new TlsServer(identity, TlsServer::echo);
  }

  /** Starts a server that sends back whatever comes, on a port or, for 0, on any. */
  static TlsServer echoing(int port, SSLContext context) throws IOException {
    return new TlsServer(port, context, TlsServer::echo);
  }

  static void echo(SSLSocket client) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) listener.accept();
        start("serve", () -> serve(client));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      script.run(client);
    } catch (IOException e) {
      // One side refused the other, or has gone.
    }
  }

  private void start(String name, Runnable body) {
    Thread thread = new Thread(body, "tls-server-" + name + "-" + port());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
