package io.conpool.cmd.stress;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** The messages of one client, the same ones for the same seed. */
final class Messages {

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
          .getBytes(StandardCharsets.US_ASCII);

  private final byte[] prefix;
  private final Workload workload;
  private final SplittableRandom random;

  Messages(int client, Workload workload, long seed) {
    this.prefix = prefix(client).getBytes(StandardCharsets.US_ASCII);
    this.workload = workload;
    this.random = new SplittableRandom(seed + client);
  }

  static String prefix(int client) {
    return "c" + client + "-";
  }

  /** Returns the number of the server that is next, from 0. */
  int nextServer() {
    return random.nextInt(workload.servers());
  }

  /**
   * Returns the line that is next: the client's name, then letters and digits, then a line feed.
   */
  byte[] nextLine() {
    byte[] line = new byte[workload.messageBytes()];
    System.arraycopy(prefix, 0, line, 0, prefix.length);
    for (int i = prefix.length; i < line.length - 1; i++) {
      line[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    line[line.length - 1] = '\n';
    return line;
  }
}
