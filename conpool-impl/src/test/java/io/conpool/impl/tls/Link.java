package io.conpool.impl.tls;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** A connection in memory between a wire and the JDK's TLS socket. */
final class Link implements AutoCloseable {

  private static final int PORT = 4433;

  final ManualClock clock = new ManualClock();
  final SpareBuffers spares = new SpareBuffers(clock);
  final Pipe toClient = new Pipe(clock);
  final Pipe toServer = new Pipe(clock);
  final PipeTransport client = new PipeTransport(toClient, toServer);
  final PipeTransport server = new PipeTransport(toServer, toClient);

  /** What a server does with its socket. */
  interface Script {
    void run(SSLSocket socket) throws Exception;
  }

  /** What a server that does not speak TLS does. */
  interface PlainScript {
    void run(PipeTransport transport) throws Exception;
  }

  /** A server under way, which closes its connection when its script ends. */
  static final class Served {

    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private Served() {}

    /** Waits for the end of the script, and fails as it did. */
    void await() throws Exception {
      end.get(20, TimeUnit.SECONDS);
    }

    /** Waits for the script to fail. */
    Throwable failure() throws Exception {
      return end.<Throwable>handle((nothing, thrown) -> thrown).get(20, TimeUnit.SECONDS);
    }
  }

  /** Starts a server. */
  Served serve(SSLContext context, Script script) {
    return servePlain(
        transport -> {
          SSLSocket socket =
              (SSLSocket)
                  context.getSocketFactory().createSocket(new PipeSocket(transport), null, true);
          try (socket) {
            script.run(socket);
          }
        });
  }

  /** Starts a server that does not speak TLS, or in its own way. */
  Served servePlain(PlainScript script) {
    Served served = new Served();
    Thread thread =
        new Thread(
            () -> {
              try (server) {
                script.run(server);
                served.end.complete(null);
              } catch (Throwable e) {
                served.end.completeExceptionally(e);
              }
            },
            "test-server");
    thread.setDaemon(true);
    thread.start();
    return served;
  }

  /** Shakes hands as a client would that has never been here. */
  TlsWire connect(TlsConfig config) throws IOException, GeneralSecurityException {
    return connect(config, Pki.NAME);
  }

  TlsWire connect(TlsConfig config, String serverName)
      throws IOException, GeneralSecurityException {
    return connect(new JdkTlsProvider().context(config, serverName), config, serverName);
  }

  TlsWire connect(TlsContext context, TlsConfig config, String serverName) throws IOException {
    ContextEngine engine = new ContextEngine(context.engine(PORT), context);
    return TlsWire.handshake(clock, spares, client, engine, config, serverName);
  }

  TlsWire connect(SSLEngine engine, TlsConfig config, String serverName) throws IOException {
    return connect(port -> engine, config, serverName);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  /** Swallows whatever the client sends, until it closes. */
  static void drain(PipeTransport transport) throws IOException {
    ByteBuffer swallowed = ByteBuffer.allocate(10_000);
    while (transport.read(swallowed.clear(), 0) >= 0) {}
  }

  /** Sends back everything until the client ends its half, then ends the other. */
  static void echo(SSLSocket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
  }

  /** The next byte from the client, as a letter. */
  static char next(SSLSocket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return (char) in.read();
  }

  static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  static void send(TlsWire wire, String text) throws IOException {
    wire.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Reads exactly that many characters. */
  static String receive(TlsWire wire, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining() && wire.read(target, 0) >= 0) {}
    return new String(target.array(), 0, target.position(), StandardCharsets.US_ASCII);
  }
}
