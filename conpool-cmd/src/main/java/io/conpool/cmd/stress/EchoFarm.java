package io.conpool.cmd.stress;

import io.conpool.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All echo servers of one run. */
final class EchoFarm implements Closeable {

  private final List<EchoServer> servers = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private final boolean tls;

  private EchoFarm(boolean tls) {
    this.tls = tls;
  }

  /**
   * Starts servers.
   *
   * @param count how many
   * @param identity who they are under TLS, or null for plain ones
   */
  static EchoFarm start(int count, @Nullable EchoIdentity identity) throws IOException {
    EchoFarm farm = new EchoFarm(identity != null);
    try {
      for (int i = 0; i < count; i++) {
        farm.servers.add(EchoServer.start(identity, farm.ledger));
      }
      return farm;
    } catch (IOException | RuntimeException | Error e) {
      farm.close();
      throw e;
    }
  }

  Ledger ledger() {
    return ledger;
  }

  List<Endpoint> endpoints() {
    String host = EchoServer.LOOPBACK.getHostAddress();
    return servers.stream()
        .map(EchoServer::port)
        .map(port -> tls ? Endpoint.tls(host, port) : Endpoint.plaintext(host, port))
        .toList();
  }

  @Override
  public void close() throws IOException {
    for (EchoServer server : servers) {
      server.close();
    }
  }
}
