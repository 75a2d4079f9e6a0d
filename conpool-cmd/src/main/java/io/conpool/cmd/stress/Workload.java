package io.conpool.cmd.stress;

/**
 * How much there is to do.
 *
 * @param servers how many echo servers there are
 * @param clientsPerServer how many clients there are for each server
 * @param messagesPerClient how many messages each client sends, one after the other
 * @param maxParallel how many clients are at work at once
 * @param messageBytes how long a message is, its line feed included
 */
record Workload(
    int servers, int clientsPerServer, int messagesPerClient, int maxParallel, int messageBytes) {

  private static final int MOST_CLIENTS = 10_000_000;
  private static final int LONGEST_MESSAGE = 64 << 20;

  Workload {
    atLeastOne("servers", servers);
    atLeastOne("clients", clientsPerServer);
    atLeastOne("messages", messagesPerClient);
    atLeastOne("parallel", maxParallel);
    if ((long) servers * clientsPerServer > MOST_CLIENTS) {
      throw new IllegalArgumentException("more than " + MOST_CLIENTS + " clients");
    }
    int shortest = Messages.prefix(servers * clientsPerServer - 1).length() + 2;
    if (messageBytes < shortest || messageBytes > LONGEST_MESSAGE) {
      throw new IllegalArgumentException(
          "message-bytes is " + messageBytes + ", not " + shortest + " to " + LONGEST_MESSAGE);
    }
  }

  int clients() {
    return servers * clientsPerServer;
  }

  long messages() {
    return (long) clients() * messagesPerClient;
  }

  int workers() {
    return Math.min(maxParallel, clients());
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", not 1 or more");
    }
  }
}
