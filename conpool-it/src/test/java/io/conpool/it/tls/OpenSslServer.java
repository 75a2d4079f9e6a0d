package io.conpool.it.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.it.support.Ports;
import io.conpool.it.support.Programs;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code openssl s_server} in a process of its own, which serves one client after the other.
 *
 * <p>Ends the test where the program is not installed.
 */
final class OpenSslServer implements TlsServer {

  private static final long PATIENCE_SECONDS = 20;

  private final int port = Ports.free();
  private final Path folder = Files.createTempDirectory("openssl");
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final Process process;

  private OpenSslServer(Path program, ServerPlan plan, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "s_server"));
    command.addAll(setup(plan));
    command.addAll(List.of(options));
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "openssl-output-" + port);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a server that reverses lines. */
  static OpenSslServer reversingLines(ServerPlan plan) throws IOException {
    return started(plan, "-rev");
  }

  /** Starts a server that prints what clients send, and takes orders by {@link #type}. */
  static OpenSslServer takingOrders(ServerPlan plan) throws IOException {
    return started(plan);
  }

  private static OpenSslServer started(ServerPlan plan, String... options) throws IOException {
    OpenSslServer server = new OpenSslServer(Programs.find("openssl"), plan, options);
    try {
      server.awaitLine("ACCEPT");
      return server;
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  private List<String> setup(ServerPlan plan) throws IOException {
    X509Bundle identity = plan.identity();
    List<String> command = new ArrayList<>(List.of("-accept", "127.0.0.1:" + port));
    command.add(plan.version().equals("TLSv1.3") ? "-tls1_3" : "-tls1_2");
    command.addAll(List.of("-cert", file("cert.pem", identity.getCertificatePEM())));
    command.addAll(List.of("-key", file("key.pem", identity.getPrivateKeyPEM())));
    String above = pemAbove(identity);
    if (!above.isEmpty()) {
      command.addAll(List.of("-cert_chain", file("chain.pem", above)));
    }
    if (!plan.applicationProtocols().isEmpty()) {
      command.addAll(List.of("-alpn", String.join(",", plan.applicationProtocols())));
    }
    if (plan.demandsClient()) {
      String root = file("root.pem", Pki.ROOT.getCertificatePEM());
      command.addAll(List.of("-Verify", "1", "-verify_return_error", "-CAfile", root));
    }
    return command;
  }

  /** The certificates between a server's own and the root. */
  private static String pemAbove(X509Bundle identity) throws IOException {
    StringBuilder pem = new StringBuilder();
    Base64.Encoder encoder = Base64.getMimeEncoder();
    try {
      for (int i = 1; i < identity.getCertificatePath().length; i++) {
        pem.append("-----BEGIN CERTIFICATE-----\n")
            .append(encoder.encodeToString(identity.getCertificatePath()[i].getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
    return pem.toString();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      // The process was killed.
    }
  }

  /** Waits for the server to print a line that contains this. */
  void awaitLine(String part) {
    List<String> seen = new ArrayList<>();
    try {
      while (true) {
        String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("openssl never said " + part + " but " + seen);
        }
        if (line.contains(part)) {
          return;
        }
        seen.add(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for openssl", e);
    }
  }

  /** Types a line at the server: an order, or what the client is to get. */
  void type(String line) throws IOException {
    OutputStream keyboard = process.getOutputStream();
    keyboard.write((line + "\n").getBytes(UTF_8));
    keyboard.flush();
  }

  @Override
  public int port() {
    return port;
  }

  /** Kills the process, and waits for its end. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
