package io.conpool.it.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.conpool.it.support.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;

/** The JDK's HTTPS server on loopback, and what it saw of its clients. */
final class HttpsPeer implements AutoCloseable {

  /** So that the pieces of a body fall anywhere in chunks, TLS records and buffers. */
  private static final int ODD_PIECE = 7001;

  static {
    // Else the server's head waits for an acknowledgement before its body goes out.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private final Set<SNIServerName> serverNames = ConcurrentHashMap.newKeySet();
  private InetSocketAddress address;
  private HttpsServer server;
  private ExecutorService workers;

  HttpsPeer(InetAddress host) {
    address = new InetSocketAddress(host, 0);
  }

  /** Starts the server, on the port it had before. */
  void start() throws IOException {
    server = HttpsServer.create(address, 0);
    address = server.getAddress();
    server.setHttpsConfigurator(new HttpsConfigurator(Certificates.serverContext()));
    workers = Executors.newCachedThreadPool();
    server.setExecutor(workers);
    serve("/fixed/", exchange -> send(exchange, content(number(exchange)).array(), 0));
    serve("/chunked/", exchange -> send(exchange, content(number(exchange)).array(), ODD_PIECE));
    serve("/echo", exchange -> send(exchange, exchange.getRequestBody().readAllBytes(), 0));
    serve("/empty", exchange -> exchange.sendResponseHeaders(204, -1));
    serve(
        "/last",
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          send(exchange, content(1).array(), 0);
        });
    server.start();
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          note(exchange);
          handler.handle(exchange);
        });
  }

  private void note(HttpExchange exchange) {
    clients.add(exchange.getRemoteAddress());
    if (((HttpsExchange) exchange).getSSLSession() instanceof ExtendedSSLSession session) {
      serverNames.addAll(session.getRequestedServerNames());
    }
  }

  private static int number(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The bytes that a body of this length consists of. */
  static ByteBuffer content(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Sends a body, chunked in pieces of a size or, where that is 0, with its length. */
  private static void send(HttpExchange exchange, byte[] body, int piece) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD") || (body.length == 0 && piece == 0)) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, piece == 0 ? body.length : 0);
    try (OutputStream out = exchange.getResponseBody()) {
      int step = piece == 0 ? body.length : piece;
      for (int from = 0; from < body.length; from += step) {
        out.write(body, from, Math.min(step, body.length - from));
        out.flush();
      }
    }
  }

  /** How many connections have carried requests, over all restarts. */
  int clients() {
    return clients.size();
  }

  /** The server names that clients have asked for. */
  List<String> serverNames() {
    return serverNames.stream().map(Object::toString).toList();
  }

  InetSocketAddress address() {
    return address;
  }

  /** Closes the server and its connections. */
  void stop() {
    server.stop(0);
    workers.shutdown();
  }

  @Override
  public void close() {
    stop();
  }
}
