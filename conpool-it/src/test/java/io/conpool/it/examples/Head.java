package io.conpool.it.examples;

// snippet: tls
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Asks a web server for its headers, twice: Head example.org:443, or Head HOST:PORT ca.pem. */
final class Head {

  public static void main(String[] args) throws IOException {
    TlsConfig.Builder tls = TlsConfig.builder().applicationProtocols("http/1.1");
    if (args.length > 1) {
      tls.trustCertificates(Path.of(args[1])); // these alone, not those that Java trusts
    }
    Endpoint site = Endpoint.parse("tls://" + args[0]);
    try (ConnectionPool pool =
        ConnectionPool.create(PoolConfig.builder().tls(tls.build()).build())) {
      for (int i = 0; i < 2; i++) {
        String answer = pool.withConnection(site, Head::ask);
        System.out.println(answer);
      }
    }
  }

  private static String ask(Connection connection) throws IOException {
    String request = "HEAD / HTTP/1.1\r\nHost: " + connection.endpoint().host() + "\r\n\r\n";
    connection.outputStream().write(request.getBytes(US_ASCII));
    BufferedReader headers =
        new BufferedReader(new InputStreamReader(connection.inputStream(), US_ASCII));
    String status = headers.readLine();
    for (String header = status; !"".equals(header); header = headers.readLine()) {
      if (header == null) {
        throw new IOException(connection.endpoint() + " sent half an answer");
      }
    }
    return status
        + (connection.isReused() ? ", the same connection over " : ", a new connection over ")
        + connection.tlsSession().orElseThrow().getProtocol();
  }
}
// end
