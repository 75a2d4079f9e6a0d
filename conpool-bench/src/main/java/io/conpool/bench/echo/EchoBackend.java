package io.conpool.bench.echo;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import io.conpool.bench.peer.Backend;
import io.conpool.bench.peer.Resource;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An echo server on loopback, in a JVM of its own. */
public final class EchoBackend implements Backend {

  private final Path folder;
  private final Process server;
  private final InetSocketAddress address;
  private final @Nullable Identity identity;
  private final @Nullable SSLContext context;
  private final EngineKind engines;

  private EchoBackend(
      Path folder, Process server, int port, @Nullable Identity identity, EngineKind engines)
      throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.server = server;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.identity = identity;
    this.context = identity == null ? null : identity.clientContext(engines);
    this.engines = engines;
  }

  /**
   * Starts a server, for clients with the JDK's TLS.
   *
   * @param kind what it is to be like
   * @return the way to it
   * @throws IOException if it does not start
   * @throws InterruptedException if this thread was interrupted
   * @throws GeneralSecurityException if its certificate is of no use
   */
  public static EchoBackend start(EchoKind kind)
      throws IOException, InterruptedException, GeneralSecurityException {
    return start(kind, EngineKind.JDK);
  }

  /**
   * Starts a server.
   *
   * @param kind what it is to be like
   * @param engines whose TLS its clients speak
   * @return the way to it
   * @throws IOException if it does not start
   * @throws InterruptedException if this thread was interrupted
   * @throws GeneralSecurityException if its certificate is of no use
   */
  public static EchoBackend start(EchoKind kind, EngineKind engines)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("conpool-bench");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"));
    if (kind == EchoKind.TLS_WITHOUT_TICKETS) {
      command.add("-Djdk.tls.server.newSessionTicketCount=0");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EchoServer.class.getName(), kind.threads()));
    Identity identity = null;
    if (kind.isTls()) {
      identity = Identity.create(folder.resolve("server.p12"));
      command.add(identity.store().toString());
    }
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = server.inputReader(StandardCharsets.US_ASCII);
    String port = out.readLine();
    if (port == null) {
      throw new IOException("the server ended with " + server.waitFor());
    }
    return new EchoBackend(folder, server, Integer.parseInt(port), identity, engines);
  }

  /**
   * Returns where the server is.
   *
   * @return its endpoint
   */
  public Endpoint endpoint() {
    return identity == null
        ? Endpoint.plaintext(Identity.HOST, address.getPort())
        : Endpoint.tls(Identity.HOST, address.getPort());
  }

  @Override
  public Resource open(Endpoint endpoint) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address);
      return new SocketResource(context == null ? socket : secured(context, socket));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private SSLSocket secured(SSLContext context, Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, Identity.HOST, address.getPort(), true);
    secured.setSSLParameters(checkingName(secured.getSSLParameters()));
    secured.startHandshake();
    return secured;
  }

  @Override
  public Resource openChannel(Endpoint endpoint) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().setTcpNoDelay(true);
      channel.connect(address);
      if (context == null) {
        return new ChannelResource(channel);
      }
      SSLEngine engine = context.createSSLEngine(Identity.HOST, address.getPort());
      engine.setUseClientMode(true);
      engine.setSSLParameters(checkingName(engine.getSSLParameters()));
      return EngineResource.handshake(channel, engine);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** conpool checks the server's name; so does everybody here. */
  private static SSLParameters checkingName(SSLParameters parameters) {
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  @Override
  public void configure(PoolConfig.Builder config) {
    if (identity != null) {
      try {
        config.tlsProvider(engines.provider());
        config.tls(
            TlsConfig.builder()
                .trustCertificates(identity.certificate())
                .protocols("TLSv1.3")
                .build());
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Ends the server.
   *
   * @throws IOException if what it left behind cannot be deleted
   * @throws InterruptedException if this thread was interrupted
   */
  public void stop() throws IOException, InterruptedException {
    server.destroy();
    server.waitFor();
    Files.deleteIfExists(folder.resolve("server.p12"));
    Files.deleteIfExists(folder);
  }
}
