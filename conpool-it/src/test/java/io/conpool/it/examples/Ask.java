package io.conpool.it.examples;

// snippet: with-connection
import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/** Asks a server that answers a line with a line: Ask localhost:6379 PING PING. */
final class Ask {

  public static void main(String[] args) throws IOException {
    Endpoint server = Endpoint.parse(args[0]);
    try (ConnectionPool pool = ConnectionPool.create(PoolConfig.defaults())) {
      for (int i = 1; i < args.length; i++) {
        byte[] question = (args[i] + "\r\n").getBytes(UTF_8);
        String answer =
            pool.withConnection(
                server,
                connection -> {
                  connection.outputStream().write(question);
                  return new BufferedReader(new InputStreamReader(connection.inputStream(), UTF_8))
                      .readLine();
                });
        System.out.println(answer);
      }
      System.out.println(pool.stats(server));
    }
  }
}
// end
