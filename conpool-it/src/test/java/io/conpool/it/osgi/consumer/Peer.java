package io.conpool.it.osgi.consumer;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.TlsConfig;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.nio.file.Path;

/** The server that the test has started, and that echoes. */
final class Peer {

  /** Where it is, with a TLS configuration of its own. */
  static final Endpoint ENDPOINT =
      Endpoint.parse("tls://" + System.getProperty("conpool.it.authority"))
          .withServerName(System.getProperty("conpool.it.certified"))
          .withTls(
              TlsConfig.builder()
                  .trustCertificates(Path.of(System.getProperty("conpool.it.trust")))
                  .build());

  private Peer() {}

  /** Says something and hears it again. */
  static void talk(Connection connection, String word) throws IOException {
    String echo = Tokens.exchange(connection, word);
    if (echo.length() < word.length()) {
      throw new IOException("the connection has ended after " + echo.length() + " bytes");
    } else if (!echo.equals(word)) {
      throw new IllegalStateException("said " + word + ", heard " + echo);
    }
  }
}
