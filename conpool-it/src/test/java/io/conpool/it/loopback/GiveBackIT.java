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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lease asks of the transport below it. */
@OnEachKindOfThread
class GiveBackIT {

  @ParameterizedTest
  @EnumSource
  void givingBackAReusableConnectionAsksNothingOfTheTransport(Security security, Pools pools)
      throws IOException {
    CountingTransports transports = new CountingTransports();
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().providers(transports).build());

      for (int i = 0; i < 10; i++) {
        Connection connection = pool.acquire(endpoint);
        assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
        long before = transports.calls();
        connection.release();
        assertThat(transports.calls()).isEqualTo(before);
      }

      assertThat(transports.opened()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTransportIsClosed(Security security, Pools pools) throws IOException {
    CountingTransports transports = new CountingTransports();
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool =
          pools.open(Security.config().providers(transports).maxConnectionUses(2).build());

      for (int i = 0; i < 10; i++) {
        assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");
      }

      assertThat(transports.opened()).isEqualTo(5);
      pool.close();
      assertThat(transports.open()).isZero();
    }
  }
}
