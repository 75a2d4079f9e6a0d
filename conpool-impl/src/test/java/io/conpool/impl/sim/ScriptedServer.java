package io.conpool.impl.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is found at one address: until told otherwise, nothing that can be reached. What a test
 * changes holds for the attempts that are decided from then on.
 */
public final class ScriptedServer {

  private enum Mode {
    UNREACHABLE,
    ACCEPT,
    REFUSE,
    BLACK_HOLE
  }

  private final Simulation simulation;
  private final SocketAddress address;
  private final List<ServerConnection> accepted = new ArrayList<>();
  private Mode mode = Mode.UNREACHABLE;
  private Duration delay = Duration.ZERO;
  private ServerHandler handler = ServerHandler.silent();
  private Faults faults = Faults.none();
  private int acceptCount;
  int connectCount;
  final OpenCount open = new OpenCount();
  final SimSignal changed;

  ScriptedServer(Simulation simulation, SocketAddress address) {
    this.simulation = simulation;
    this.address = address;
    this.changed = new SimSignal(simulation);
  }

  /** Accepts at once. */
  public ScriptedServer accept(ServerHandler how) {
    handler = how;
    return become(Mode.ACCEPT);
  }

  /** Refuses at once. */
  public ScriptedServer refuse() {
    return become(Mode.REFUSE);
  }

  /** Answers nothing. */
  public ScriptedServer blackHole() {
    return become(Mode.BLACK_HOLE);
  }

  /** Cannot be reached, which shows at once. */
  public ScriptedServer unreachable() {
    return become(Mode.UNREACHABLE);
  }

  private ScriptedServer become(Mode next) {
    mode = next;
    changed.send();
    return this;
  }

  /** Makes every answer to a connect, of whatever kind, come so much later. */
  public ScriptedServer delay(Duration connectDelay) {
    delay = connectDelay;
    return this;
  }

  /** What goes wrong on the connections accepted from now on. */
  public ScriptedServer faults(Faults next) {
    faults = next;
    return this;
  }

  /** Resets all connections and goes on listening. */
  public void restart() {
    live().forEach(ServerConnection::reset);
  }

  /** The connections that neither side has ended. */
  public List<ServerConnection> live() {
    accepted.removeIf(connection -> !connection.isOpen());
    return List.copyOf(accepted);
  }

  /** How many connects were tried. */
  public int connectCount() {
    return connectCount;
  }

  /** How many were accepted. */
  public int acceptCount() {
    return acceptCount;
  }

  /** How many transports to here the client has opened and not closed. */
  public int openCount() {
    return open.now();
  }

  /** How many there were at most. */
  public int maxOpenCount() {
    return open.most();
  }

  Duration delay() {
    return delay;
  }

  boolean answers() {
    return mode != Mode.BLACK_HOLE;
  }

  Link connect() throws IOException {
    return switch (mode) {
      case ACCEPT -> establish();
      case REFUSE -> throw new ConnectException("Connection refused");
      case UNREACHABLE -> throw new NoRouteToHostException("No route to host");
      case BLACK_HOLE -> throw new IllegalStateException(address + " does not answer");
    };
  }

  private Link establish() {
    Link link = new Link(simulation, faults);
    String name = "server " + address + " #" + ++acceptCount;
    ServerConnection connection = new ServerConnection(simulation, link, name);
    live();
    accepted.add(connection);
    ServerHandler serving = handler;
    simulation.spawnDaemon(
        name,
        () -> {
          try {
            serving.serve(connection);
          } catch (IOException e) {
            simulation.note("ended by " + e);
          }
          connection.close();
        });
    return link;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
