package io.conpool.it.tls;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes between clients and a server of loopback, so many at a time, and counts them. */
final class SlicingRelay implements Closeable {

  private final int target;
  private final int slice;
  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicLong passed = new AtomicLong();

  private SlicingRelay(int target, int slice) throws IOException {
    this.target = target;
    this.slice = slice;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a relay in front of a server. */
  static SlicingRelay to(TlsServer server, int slice) throws IOException {
    SlicingRelay relay = new SlicingRelay(server.port(), slice);
    start(relay::accept);
    return relay;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many bytes have been passed on, both ways. */
  long passed() {
    return passed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = connected(listener.accept());
        Socket server = connected(new Socket(InetAddress.getLoopbackAddress(), target));
        start(() -> pass(client, server));
        start(() -> pass(server, client));
      } catch (IOException e) {
        // This relay is closed, or the server is.
      }
    }
  }

  private Socket connected(Socket socket) throws IOException {
    sockets.add(socket);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Passes one direction on, its end included. */
  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[slice];
    try {
      for (int n = from.getInputStream().read(bytes);
          n >= 0;
          n = from.getInputStream().read(bytes)) {
        to.getOutputStream().write(bytes, 0, n);
        passed.addAndGet(n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      abandon(from);
      abandon(to);
    }
  }

  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It had ended before.
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "slicing-relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(SlicingRelay::abandon);
  }
}
