package io.conpool.cmd.probe;

import io.conpool.ConnectionPoolFactory;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import io.conpool.cmd.text.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Probes a socket of our own first, so that the JVM has loaded its classes before anything is
 * measured: a first connection takes many times as long as the next one.
 */
final class Rehearsal {

  private Rehearsal() {}

  /**
   * Does it once, without leaving this machine, and forgets the outcome.
   *
   * @param options how the pool behaves
   * @param tls what TLS is tried with, as far as a peer allows that does not speak it; null for
   *     none
   */
  static void run(ConnectionPoolFactory pools, PoolConfig options, @Nullable TlsConfig tls)
      throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> answer(server), "probe-rehearsal");
      peer.setDaemon(true);
      peer.start();
      String host = "localhost"; // so that a name is resolved
      Endpoint endpoint =
          tls == null
              ? Endpoint.plaintext(host, server.getLocalPort())
              : Endpoint.starttls(host, server.getLocalPort()).withTls(tls);
      PoolConfig here =
          options.toBuilder().connectRetryCount(0).proxy(null).sourceAddress(null).build();
      new Probe(endpoint, here).run(pools, new Page(Ansi.OFF));
    }
  }

  /** Keeps a connection until its first byte, which a plain one never sends. */
  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().read();
    } catch (IOException over) {
      // There is nobody left to answer.
    }
  }
}
