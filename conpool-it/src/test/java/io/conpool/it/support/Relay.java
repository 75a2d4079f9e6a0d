package io.conpool.it.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** One connection through a {@link FaultProxy}: two sockets and a thread for each direction. */
final class Relay implements Closeable {

  private final Socket client;
  private final Socket server;
  private final Gate gate;
  private final CountDownLatch clientEnded = new CountDownLatch(1);
  private volatile boolean endedByTarget;

  private Relay(Socket client, Socket server, Gate gate) {
    this.client = client;
    this.server = server;
    this.gate = gate;
  }

  /** Connects a client to its server; a client whose server is not there is hung up on. */
  static Relay between(Socket client, InetSocketAddress target, Gate gate) throws IOException {
    Socket server = new Socket();
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target);
    } catch (IOException e) {
      server.close();
      client.close();
      throw e;
    }
    return new Relay(client, server, gate);
  }

  /** Begins to pass bytes on. */
  void start() {
    start("up-" + client.getPort(), this::relayUp);
    start("down-" + client.getPort(), this::relayDown);
  }

  static void start(String name, Runnable body) {
    Thread thread = new Thread(body, "fault-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  boolean isOpen() {
    return clientEnded.getCount() > 0;
  }

  boolean isEndedByTarget() {
    return endedByTarget;
  }

  private void relayUp() {
    try {
      copy(client.getInputStream(), server.getOutputStream(), new Gate());
    } catch (IOException e) {
      // One of the two is gone; so is the other below.
    }
    clientEnded.countDown();
    quietly(server::shutdownOutput);
    closeIfBothEnded();
  }

  private void relayDown() {
    try {
      copy(server.getInputStream(), client.getOutputStream(), gate);
    } catch (IOException e) {
      // One of the two is gone; so is the other below.
    }
    gate.pass();
    quietly(client::shutdownOutput);
    endedByTarget = true;
    closeIfBothEnded();
  }

  private static void copy(InputStream in, OutputStream out, Gate gate) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      gate.pass();
      out.write(buffer, 0, n);
    }
  }

  private void closeIfBothEnded() {
    if (!isOpen() && endedByTarget) {
      quietly(this);
    }
  }

  /** Resets the client's connection; done only when the thread that reads from it has let go. */
  void reset() throws IOException, InterruptedException {
    quietly(() -> client.setSoLinger(true, 0));
    close();
    clientEnded.await();
  }

  void halfClose() {
    quietly(client::shutdownOutput);
  }

  void inject(byte[] bytes) throws IOException {
    client.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }

  private static void quietly(Closeable end) {
    try {
      end.close();
    } catch (IOException e) {
      // It had ended before.
    }
  }
}
