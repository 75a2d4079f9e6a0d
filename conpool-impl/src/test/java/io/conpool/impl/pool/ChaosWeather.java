package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.PoolStats;
import io.conpool.impl.sim.Faults;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.Simulation;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What goes on around the callers of a chaos run: bad servers, a busy operator, interrupts. */
final class ChaosWeather {

  static final String FORGOTTEN = "callers wait beside idle connections: ";
  static final String UNHELD = "there are more leases than those that are held: ";

  private final SimulatedPool simulated;
  private final Simulation sim;
  private final int cap;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<ScriptedServer> servers = new ArrayList<>();
  private final Set<SocketAddress> held = new HashSet<>();
  private boolean closes;
  private boolean closed;
  private boolean isOver;

  /**
   * Sets up three endpoints.
   *
   * @param cap how many connections there may be in all, 0 for any number
   * @param closes whether the pool will be closed some time
   */
  ChaosWeather(SimulatedPool simulated, int cap, boolean closes) {
    this.simulated = simulated;
    this.sim = simulated.sim;
    this.cap = cap;
    this.closes = closes;
    for (int i = 1; i <= 3; i++) {
      String name = "chaos" + i + ".test";
      simulated.dns.answer(name, "10.0.1." + i);
      endpoints.add(Endpoint.of(name, 7));
      servers.add(simulated.net.at("10.0.1." + i, 7).accept(this::serve));
    }
    if (sim.random(2) == 0) {
      servers.forEach(server -> server.faults(Faults.none().chop(Faults.Chop.RANDOM)));
    }
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  Endpoint anyEndpoint() {
    return endpoints.get(sim.random(endpoints.size()));
  }

  /** Whether the pool has been closed, so that it may say so. */
  boolean isClosed() {
    return closed;
  }

  /** A connection is held from here on, by nobody else. */
  void took(SocketAddress local) {
    if (!held.add(local)) {
      throw new AssertionError(local + " is leased twice");
    }
  }

  void letGo(SocketAddress local) {
    held.remove(local);
  }

  /** Answers "3 word" with three lines of that word in one piece; or does not. */
  private void serve(ServerConnection connection) throws IOException {
    for (String line = connection.readLine(); line != null; line = connection.readLine()) {
      int dice = isOver ? 50 : sim.random(100);
      if (dice < 3) {
        connection.reset();
        return;
      } else if (dice < 6) {
        return;
      } else if (dice < 12) {
        sim.advance(Duration.ofMillis(sim.random(300)));
      }
      int copies = line.charAt(0) - '0';
      connection.write((line.substring(2) + "\n").repeat(copies));
      if (dice >= 97) {
        return;
      }
    }
  }

  /** Goes on until the callers are done; then everything is well again. */
  void rage(List<Caller<Boolean>> callers) {
    while (!callers.stream().allMatch(Caller::isDone)) {
      sim.advance(Duration.ofNanos(1 + 1000L * sim.random(20_000)));
      happen(callers);
      requirePlaces();
      simulated.settle();
      requireNobodyForgotten();
    }
    isOver = true;
    servers.forEach(server -> server.accept(this::serve).delay(Duration.ZERO));
    requirePlaces();
  }

  private void requirePlaces() {
    for (ScriptedServer server : servers) {
      if (server.openCount() > ChaosTest.HIGHEST_LIMIT) {
        throw new AssertionError(server + " has " + server.openCount() + " connections");
      }
    }
    if (cap > 0 && simulated.net.maxOpenCount() > cap) {
      throw new AssertionError(simulated.net.maxOpenCount() + " connections in all, of " + cap);
    }
  }

  /** Where all wait for time to pass, whoever can be served has been, and has come. */
  private void requireNobodyForgotten() {
    for (Endpoint endpoint : endpoints) {
      PoolStats stats = simulated.pool.stats(endpoint);
      if (stats.waiting() > 0 && stats.idle() > 0) {
        throw new AssertionError(FORGOTTEN + stats);
      }
    }
    PoolStats total = simulated.pool.total();
    // Whoever checks the health of a connection leases it before he holds it.
    boolean exact = simulated.config.healthCheck() == null;
    if (exact && total.active() > held.size()) {
      throw new AssertionError(UNHELD + held.size() + ", " + total);
    }
  }

  private void happen(List<Caller<Boolean>> callers) {
    ScriptedServer server = servers.get(sim.random(servers.size()));
    switch (sim.random(16)) {
      case 0, 1, 2 -> callers.get(sim.random(callers.size())).interrupt();
      case 3 -> simulated.pool.clearEndpoint(anyEndpoint());
      case 4 -> operate(() -> simulated.pool.limit(anyEndpoint(), limit()));
      case 5 -> operate(() -> simulated.pool.warmUp(anyEndpoint(), 1));
      case 6 -> {
        simulated.pool.suspend();
        sim.advance(Duration.ofMillis(sim.random(30)));
        simulated.pool.resume();
      }
      case 7 -> server.restart();
      case 8 -> server.refuse();
      case 9 -> server.blackHole();
      case 10 -> server.delay(Duration.ofMillis(sim.random(250)));
      case 11 -> server.live().forEach(ServerConnection::close);
      case 12 -> {
        if (closes) {
          closes = false;
          closed = true;
          simulated.pool.close(Duration.ofMillis(sim.random(50)));
        }
      }
      default -> server.accept(this::serve).delay(Duration.ZERO);
    }
  }

  private int limit() {
    return 1 + sim.random(ChaosTest.HIGHEST_LIMIT);
  }

  private void operate(Runnable operation) {
    try {
      operation.run();
    } catch (IllegalStateException e) {
      if (!closed) {
        throw e;
      }
    }
  }
}
