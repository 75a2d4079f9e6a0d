package io.conpool.it.support;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose backlog is full, so that connecting to it neither succeeds nor fails. */
public final class BlackHole implements Closeable {

  private static final int PATIENCE_MILLIS = 300;
  private static final int MOST = 64;

  private final ServerSocket listener;
  private final List<Socket> fillers = new ArrayList<>();

  /** Fills the backlog of a port of its own. */
  public BlackHole() throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Fills the backlog of a port of an address of loopback. */
  public BlackHole(InetSocketAddress at) throws IOException {
    listener = new ServerSocket(at.getPort(), 1, at.getAddress());
    while (fillers.size() < MOST) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(listener.getLocalSocketAddress(), PATIENCE_MILLIS);
      } catch (SocketTimeoutException e) {
        return; // full
      }
    }
    close();
    throw new IOException("this system's backlog does not fill up");
  }

  /** Where nobody ever gets through. */
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket filler : fillers) {
      filler.close();
    }
    listener.close();
  }
}
