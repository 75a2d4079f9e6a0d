package io.conpool.it.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The smallest protocol there is: a token goes out, as many bytes come back. */
public final class Tokens {

  private Tokens() {}

  /** Leases a connection for one token. */
  public static String exchange(ConnectionPool pool, Endpoint endpoint, String token)
      throws IOException {
    return pool.withConnection(endpoint, connection -> exchange(connection, token));
  }

  /** Sends a token on a leased connection and returns the answer. */
  public static String exchange(Connection connection, String token) throws IOException {
    send(connection, token);
    return receive(connection, token.length());
  }

  /** Sends a token and leaves its answer to come. */
  public static void send(Connection connection, String token) throws IOException {
    connection.write(ByteBuffer.wrap(token.getBytes(US_ASCII)));
  }

  /** Reads an answer; shorter where the stream ends. */
  public static String receive(Connection connection, int length) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(length);
    while (answer.hasRemaining() && connection.read(answer) >= 0) {
      // more is to come
    }
    return US_ASCII.decode(answer.flip()).toString();
  }
}
