package io.conpool.impl.sim;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network in simulated time, where each address does as it is told. A client that breaks the
 * contract of {@link Transport}, or does I/O under a lock, fails the run.
 */
public final class ScriptedNetwork implements TransportProvider {

  private static final int FIRST_EPHEMERAL_PORT = 40_000;

  private final Simulation simulation;
  private final Map<SocketAddress, ScriptedServer> servers = new LinkedHashMap<>();
  private final OpenCount open = new OpenCount();
  private int opened;
  private boolean outOfSockets;

  /** Makes a network where nothing can be reached yet. */
  public ScriptedNetwork(Simulation simulation) {
    this.simulation = simulation;
  }

  /** What is at an address, to be told what to do. */
  public ScriptedServer at(SocketAddress address) {
    return servers.computeIfAbsent(address, key -> new ScriptedServer(simulation, key));
  }

  /** What is at a literal address and port. */
  public ScriptedServer at(String literal, int port) {
    return at(new InetSocketAddress(address(literal), port));
  }

  /** An address from its literal. */
  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  @Override
  public String name() {
    return "scripted";
  }

  /** Whether no socket can be had from now on. */
  public void outOfSockets(boolean out) {
    outOfSockets = out;
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) throws SocketException {
    simulation.requireNoLock("opened a transport");
    simulation.yieldPoint();
    if (outOfSockets) {
      throw new SocketException("Too many open files");
    }
    ScriptedServer server = at(address);
    open.opened();
    server.open.opened();
    SocketAddress local =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_EPHEMERAL_PORT + opened++);
    return new ScriptedTransport(simulation, server, open, local);
  }

  /** How many transports the client has opened and not closed. */
  public int openCount() {
    return open.now();
  }

  /** How many there were at most. */
  public int maxOpenCount() {
    return open.most();
  }

  /** How many connects were tried. */
  public int connectCount() {
    return servers.values().stream().mapToInt(ScriptedServer::connectCount).sum();
  }

  /** How many connections neither side has ended. */
  public int acceptedOpen() {
    return servers.values().stream().mapToInt(server -> server.live().size()).sum();
  }
}
