package io.conpool.impl.sim;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * An established connection: two lanes, what goes wrong on them, and how either side has left it.
 */
final class Link {

  private final Simulation simulation;
  private final Faults faults;
  private final Lane toServer = new Lane();
  private final Lane toClient = new Lane();
  private boolean clientClosed;
  private boolean serverClosed;
  private boolean reset;

  /** Sent at every change. */
  final SimSignal changed;

  Link(Simulation simulation, Faults faults) {
    this.simulation = simulation;
    this.faults = faults;
    this.changed = new SimSignal(simulation);
  }

  boolean isOpen() {
    return !clientClosed && !serverClosed && !reset;
  }

  boolean isServerDone() {
    return serverClosed || reset;
  }

  void reset() {
    reset = true;
    toClient.discard();
    toServer.discard();
    changed.send();
  }

  // ---- the client's side

  int clientTake(ByteBuffer target) throws IOException {
    failIfReset("Connection reset");
    long left = faults.received() - toClient.read();
    if (left == 0) {
      return atEnd(faults.afterReceived());
    }
    int count = toClient.take(target, chopped(left));
    if (count > 0) {
      changed.send();
    }
    return count;
  }

  int clientPut(ByteBuffer source) throws IOException {
    failIfReset("Broken pipe");
    if (toServer.isEnded()) {
      throw new ClosedChannelException();
    }
    long left = faults.sent() - toServer.written();
    if (left == 0 && atEnd(faults.afterSent()) == 0) {
      return 0;
    }
    if (serverClosed) {
      // The first write to a peer that has closed goes out, and its reset comes back.
      int count = source.remaining();
      source.position(source.limit());
      reset();
      return count;
    }
    int count = toServer.put(source, chopped(left));
    if (count > 0) {
      changed.send();
    }
    return count;
  }

  void clientShutdownOutput() throws IOException {
    failIfReset("Broken pipe");
    toServer.end();
    changed.send();
  }

  void clientClose() {
    clientClosed = true;
    toServer.end();
    toClient.discard();
    changed.send();
  }

  private int atEnd(Faults.End end) throws IOException {
    switch (end) {
      case STALL -> {
        return 0;
      }
      case RESET -> {
        reset();
        throw new SocketException("Connection reset");
      }
      case CLOSE -> {
        serverClose();
        return -1;
      }
    }
    throw new AssertionError(end);
  }

  private int chopped(long left) {
    int most = (int) Math.min(left, Integer.MAX_VALUE);
    return switch (faults.chop()) {
      case NONE -> most;
      case SINGLE_BYTES -> 1;
      case RANDOM -> Math.min(most, 1 + simulation.random(64));
    };
  }

  // ---- the server's side

  int serverTake(ByteBuffer target) throws IOException {
    failIfReset("Connection reset");
    int count = toServer.take(target, Integer.MAX_VALUE);
    if (count > 0) {
      changed.send();
    }
    return count;
  }

  int serverPut(ByteBuffer source) throws IOException {
    failIfReset("Broken pipe");
    if (clientClosed) {
      throw new SocketException("Broken pipe");
    }
    if (toClient.isEnded()) {
      throw new ClosedChannelException();
    }
    int count = toClient.put(source, Integer.MAX_VALUE);
    changed.send();
    return count;
  }

  void serverShutdownOutput() {
    toClient.end();
    changed.send();
  }

  void serverClose() {
    serverClosed = true;
    toClient.end();
    toServer.discard();
    changed.send();
  }

  boolean isClientGone() {
    return clientClosed || reset;
  }

  private void failIfReset(String message) throws SocketException {
    if (reset) {
      throw new SocketException(message);
    }
  }
}
