package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;

/** Uses connections in every way that is allowed, decent or not, and checks every answer. */
final class UnrulyCaller implements Callable<Integer> {

  private static final int ROUNDS = Boolean.getBoolean("proof.long") ? 1_000 : 60;
  private static final int LONGEST = 5000;

  private final String name;
  private final ConnectionPool pool;
  private final Endpoint endpoint;
  private final Random random;

  UnrulyCaller(String name, ConnectionPool pool, Endpoint endpoint, long seed) {
    this.name = name;
    this.pool = pool;
    this.endpoint = endpoint;
    this.random = new Random(seed);
  }

  /** Returns how many exchanges were complete; those that failed as I/O may are left out. */
  @Override
  public Integer call() {
    int complete = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String token = token(round);
      try {
        if (exchange(token)) {
          complete++;
        }
      } catch (IOException e) {
        // What the troubles are for; the next round gets another connection.
      } finally {
        Thread.interrupted();
      }
    }
    return complete;
  }

  private String token(int round) {
    String unique = name + "-" + round + ".";
    return unique.repeat(1 + random.nextInt(LONGEST / unique.length()));
  }

  private boolean exchange(String token) throws IOException {
    int way = random.nextInt(12);
    if (way == 0) {
      Thread.currentThread().interrupt();
    }
    Duration patience = way == 1 ? Duration.ofMillis(random.nextInt(3)) : Duration.ofSeconds(20);
    try (Connection connection = pool.acquire(endpoint, patience)) {
      Tokens.send(connection, token);
      if (way == 2) {
        return false; // leaves without the answer
      }
      if (way == 3) {
        connection.shutdownOutput();
      }
      if (way == 4) {
        connection.readTimeout(Duration.ofMillis(1));
      }
      if (way == 5) {
        Thread.currentThread().interrupt();
      }
      String answer = Tokens.receive(connection, token.length());
      assertThat(token.startsWith(answer))
          .as("%.20s... is an answer to %.20s...", answer, token)
          .isTrue();
      if (answer.length() < token.length()) {
        return false; // the connection ended in the middle of it
      }
      connection.release();
      return true;
    }
  }
}
