package io.conpool.cmd.stress;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** One echo server, for the tests of other packages. */
public final class EchoFixture implements Closeable {

  private final EchoIdentity identity;
  private final EchoServer server;

  private EchoFixture(EchoIdentity identity) throws IOException {
    this.identity = identity;
    this.server = EchoServer.start(identity, new Ledger());
  }

  public static EchoFixture plain() throws IOException {
    return new EchoFixture(null);
  }

  public static EchoFixture tls() throws IOException, GeneralSecurityException {
    return new EchoFixture(EchoIdentity.create());
  }

  public String authority() {
    return EchoServer.LOOPBACK.getHostAddress() + ":" + server.port();
  }

  /** Writes the certificate of the server's authority into a file. */
  public Path writeAuthority(Path directory) throws IOException, GeneralSecurityException {
    return Files.write(directory.resolve("authority.der"), identity.authority().getEncoded());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
