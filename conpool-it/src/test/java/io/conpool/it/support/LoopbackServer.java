package io.conpool.it.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** A server on loopback that does what a test wants, one thread for each connection. */
public final class LoopbackServer implements Closeable {

  /** What is done with one connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Session {

    /** Serves one client; a client that goes away may be thrown. */
    void serve(Socket client) throws IOException;
  }

  private final ServerSocket listener;
  private final Session session;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private LoopbackServer(ServerSocket listener, Session session) {
    this.listener = listener;
    this.session = session;
    start("accept", this::accept);
  }

  /** Starts a server on a port of its own. */
  public static LoopbackServer plain(Session session) throws IOException {
    return new LoopbackServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), session);
  }

  /** Starts a server at an address of loopback and a port of the test's choice. */
  public static LoopbackServer plain(InetSocketAddress address, Session session)
      throws IOException {
    return new LoopbackServer(
        new ServerSocket(address.getPort(), 50, address.getAddress()), session);
  }

  /** Starts a server that speaks TLS, with the certificate of {@link Certificates}. */
  public static LoopbackServer tls(Session session) throws IOException {
    return new LoopbackServer(
        Certificates.serverContext()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
        session);
  }

  /** Sends back whatever comes, until the client ends its half. */
  public static void echo(Socket client) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  /** Reads and never says anything. */
  public static void keepSilent(Socket client) throws IOException {
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** Resets the connection once the client has sent something. */
  public static void reset(Socket client) throws IOException {
    client.getInputStream().read();
    client.setSoLinger(true, 0);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections came. */
  public int accepted() {
    return accepted.get();
  }

  /** How many connections are being served. */
  public int open() {
    return open.size();
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException e) {
        return; // closed
      }
      accepted.incrementAndGet();
      open.add(client);
      start("serve", () -> serve(client));
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      if (client instanceof SSLSocket tls) {
        tls.startHandshake();
      }
      session.serve(client);
    } catch (IOException e) {
      // The client went away, or the test closed the server.
    } finally {
      open.remove(client);
    }
  }

  private void start(String name, Runnable body) {
    Thread thread = new Thread(body, "loopback-" + name + "-" + port());
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes the listener and every connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
