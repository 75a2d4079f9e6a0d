package io.conpool.it.support;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A TCP proxy on loopback that counts connections and breaks them as a test commands. */
public final class FaultProxy implements Closeable {

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Gate gate = new Gate();
  private final Queue<Relay> relays = new ConcurrentLinkedQueue<>();

  private FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Relay.start("accept-" + port(), this::accept);
  }

  /** Starts a proxy in front of a server. */
  public static FaultProxy to(InetSocketAddress target) throws IOException {
    return new FaultProxy(target);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections came. */
  public int accepted() {
    return relays.size();
  }

  /** How many connections the client has not closed. */
  public long open() {
    return relays.stream().filter(Relay::isOpen).count();
  }

  /** How many connections the server has ended, and the client has been told so. */
  public long endedByTarget() {
    return relays.stream().filter(Relay::isEndedByTarget).count();
  }

  /** Keeps back what the server sends from now on, its end included. */
  public void hold() {
    gate.shut();
  }

  /** Passes on what was kept back, and everything from now on. */
  public void resume() {
    gate.open();
  }

  /** Resets every connection, as a crashed machine that has come back would. */
  public void reset() throws IOException, InterruptedException {
    for (Relay relay : relays) {
      relay.reset();
    }
  }

  /** Ends every connection in good order. */
  public void cut() throws IOException {
    for (Relay relay : relays) {
      relay.close();
    }
  }

  /** Ends the half that leads to the client, and goes on reading from it. */
  public void halfClose() {
    for (Relay relay : relays) {
      relay.halfClose();
    }
  }

  /** Sends bytes to every client that its server never sent. */
  public void inject(byte[] bytes) throws IOException {
    for (Relay relay : relays) {
      relay.inject(bytes);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Relay relay = Relay.between(client, target, gate);
        relays.add(relay);
        relay.start();
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
        // The server behind is down: the client was hung up on.
      }
    }
  }

  /** Stops listening and ends every connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    gate.open();
    cut();
  }
}
