package io.conpool.cmd.stress;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A workload that has a name, with the pool it is for. */
enum Preset {
  DEFAULT(3, 10, 5, 20, 64, 5),
  HIGH_REUSE(2, 20, 50, 10, 32, 3),
  CONSTRAINED_POOL(2, 50, 10, 50, 64, 2);

  private static final String ALL = "all";

  private final int servers;
  private final int clientsPerServer;
  private final int messagesPerClient;
  private final int maxParallel;
  private final int messageBytes;
  private final int connectionsPerEndpoint;

  Preset(
      int servers,
      int clientsPerServer,
      int messagesPerClient,
      int maxParallel,
      int messageBytes,
      int connectionsPerEndpoint) {
    this.servers = servers;
    this.clientsPerServer = clientsPerServer;
    this.messagesPerClient = messagesPerClient;
    this.maxParallel = maxParallel;
    this.messageBytes = messageBytes;
    this.connectionsPerEndpoint = connectionsPerEndpoint;
  }

  Workload workload() {
    return new Workload(servers, clientsPerServer, messagesPerClient, maxParallel, messageBytes);
  }

  /** How many connections the pool may have to each server. */
  int connectionsPerEndpoint() {
    return connectionsPerEndpoint;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds presets.
   *
   * @param id one preset's name, or {@code all}
   * @throws IllegalArgumentException if there is none of that name
   */
  static List<Preset> named(String id) {
    if (id.equalsIgnoreCase(ALL)) {
      return List.of(values());
    }
    return Arrays.stream(values())
        .filter(preset -> preset.id().equalsIgnoreCase(id))
        .findFirst()
        .map(List::of)
        .orElseThrow(() -> new IllegalArgumentException("no preset '" + id + "', but " + names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(Preset::id).collect(Collectors.joining(", ")) + ", " + ALL;
  }
}
