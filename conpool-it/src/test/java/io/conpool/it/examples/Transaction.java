package io.conpool.it.examples;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import java.io.IOException;

/** An exchange for which a lambda is too narrow. */
final class Transaction {

  private final ConnectionPool pool;
  private final Endpoint endpoint;

  Transaction(ConnectionPool pool, Endpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  // snippet: transaction
  byte[] exchange(byte[] request, int answerLength) throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      connection.outputStream().write(request);
      byte[] answer = connection.inputStream().readNBytes(answerLength);
      if (answer.length < answerLength) {
        throw new IOException(endpoint + " answered with " + answer.length + " bytes"); // closed
      }
      connection.release(); // a complete exchange: back to the pool
      return answer;
    }
  }
  // end
}
