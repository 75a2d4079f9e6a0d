package io.conpool.it.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Pools with one TLS provider, and a server that reverses lines. */
abstract class TlsSuite {

  static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

  private final String provider;

  /**
   * Tests a provider.
   *
   * @param provider its name
   */
  TlsSuite(String provider) {
    this.provider = provider;
  }

  /** A version and a server. */
  static Stream<Arguments> servers() {
    return VERSIONS.stream()
        .flatMap(
            version -> Stream.of(ServerKind.values()).map(kind -> Arguments.of(version, kind)));
  }

  final PoolConfig.Builder config(TlsConfig tls) {
    return PoolConfig.builder().tls(tls).tlsProvider(provider).connectRetryCount(0);
  }

  final ConnectionPool open(Pools pools, TlsConfig tls) {
    return pools.open(config(tls).build());
  }

  /** A port of loopback where somebody must prove to be {@link Pki#NAME}. */
  static Endpoint at(int port) {
    return Endpoint.tls("127.0.0.1", port).withServerName(Pki.NAME);
  }

  /** Sees that a server that reverses lines does so. */
  static void exchange(Connection connection) throws IOException {
    assertThat(Tokens.exchange(connection, "stressed\n")).isEqualTo("desserts\n");
  }

  /** The same on a connection that goes back to the pool. */
  static void exchange(ConnectionPool pool, Endpoint endpoint) throws IOException {
    assertThat(Tokens.exchange(pool, endpoint, "stressed\n")).isEqualTo("desserts\n");
  }
}
