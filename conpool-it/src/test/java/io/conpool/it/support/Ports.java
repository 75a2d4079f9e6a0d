package io.conpool.it.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports of loopback where nobody listens. */
public final class Ports {

  /**
   * Below the ports that systems give to clients: while a server is down, no client's socket may
   * take its port, nor may a client connect to itself there.
   */
  private static final int FIRST = 15_000;

  private static final int COUNT = 15_000;

  private static final Random RANDOM = new Random();

  private Ports() {}

  /** A port that was free a moment ago. */
  public static int free() {
    while (true) {
      int port = FIRST + RANDOM.nextInt(COUNT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: another one is not.
      }
    }
  }
}
