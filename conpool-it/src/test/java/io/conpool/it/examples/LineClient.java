package io.conpool.it.examples;

// snippet: plain
import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A client of a protocol where a line is answered with a line. For any number of threads. */
final class LineClient implements AutoCloseable {

  private final Endpoint server;
  private final ConnectionPool pool =
      ConnectionPool.create(
          PoolConfig.builder()
              .name("lines")
              .maxConnectionsPerEndpoint(20)
              .acquireTimeout(Duration.ofSeconds(5))
              .readTimeout(Duration.ofSeconds(2))
              .build());

  LineClient(String host, int port) {
    server = Endpoint.plaintext(host, port);
  }

  String ask(String question) throws IOException {
    return pool.withConnection(
        server,
        connection -> {
          connection.write(ByteBuffer.wrap((question + "\n").getBytes(UTF_8)));
          return readLine(connection);
        });
  }

  private static String readLine(Connection connection) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = connection.inputStream().read(); b != '\n'; b = connection.inputStream().read()) {
      if (b < 0) {
        throw new EOFException(connection.endpoint() + " hung up in the middle of a line");
      }
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() {
    pool.close();
  }
}
// end
