package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a server that expects the PROXY protocol is told. */
@OnEachKindOfThread
class ProxyProtocolIT {

  private static final HexFormat HEX = HexFormat.of();
  private static final int HEADER_LENGTH = 28;

  /** Signature, version 2 and PROXY, TCP over IPv4, 12 bytes, 127.0.0.1 twice. */
  private static final String BEGINNING = "0d0a0d0a000d0a515549540a2111000c7f0000017f000001";

  private final Queue<String> headers = new ConcurrentLinkedQueue<>();

  @Test
  void eachConnectionBeginsWithAHeaderAndNoLeaseDoes(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(this::serve)) {
      Endpoint endpoint = Security.PLAIN.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().proxyProtocol(true).build());

      int source;
      try (Connection connection = pool.acquire(endpoint)) {
        assertThat(Tokens.exchange(connection, "first")).isEqualTo("first");
        source = ((InetSocketAddress) connection.localAddress().orElseThrow()).getPort();
        connection.release();
      }
      assertThat(Tokens.exchange(pool, endpoint, "second")).isEqualTo("second");

      String ports = HEX.toHexDigits((short) source) + HEX.toHexDigits((short) server.port());
      assertThat(headers).containsExactly(BEGINNING + ports);
    }
  }

  private void serve(Socket client) throws IOException {
    headers.add(HEX.formatHex(client.getInputStream().readNBytes(HEADER_LENGTH)));
    LoopbackServer.echo(client);
  }
}
