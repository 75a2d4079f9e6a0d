package io.conpool.it.support;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A TLS server that echoes, under a name that other JVMs can look up in either way: the JDK in a
 * hosts file, dnsjava by asking a name server.
 */
public final class NamedServer implements Closeable {

  /** The name. The certificate is for {@link #CERTIFIED}. */
  public static final String NAME = "conpool.test";

  /** Whom the server proves to be. */
  public static final String CERTIFIED = "localhost";

  private final LoopbackServer server;
  private final LoopbackDns dns;
  private final Path hosts;
  private final Path trust;

  /**
   * Starts the server.
   *
   * @param folder where the files may be that the other JVMs need
   */
  public NamedServer(Path folder) throws IOException {
    hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost " + NAME + "\n");
    trust = Files.writeString(folder.resolve("trust.pem"), Certificates.rootPem());
    server = LoopbackServer.tls(LoopbackServer::echo);
    try {
      dns = new LoopbackDns(NAME);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Name and port. */
  public String authority() {
    return NAME + ":" + server.port();
  }

  /** The certificate authority to trust, in PEM. */
  public Path trust() {
    return trust;
  }

  /** What a JVM needs to know the name. */
  public List<String> arguments() {
    return List.of(
        "-Djdk.net.hosts.file=" + hosts,
        "-Dio.conpool.dns.dnsjava.servers=127.0.0.1:" + dns.port(),
        "-Dio.conpool.dns.dnsjava.hosts-file=none");
  }

  /** How many connections are being served. */
  public int open() {
    return server.open();
  }

  /** How many questions the name server was asked. */
  public int asked() {
    return dns.asked();
  }

  @Override
  public void close() throws IOException {
    dns.close();
    server.close();
  }
}
