package io.conpool.it.loopback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.Proxy;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import io.conpool.it.support.ProxyServer;
import io.conpool.it.support.Security;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections through real proxies, plain and with TLS inside the tunnel. */
@OnEachKindOfThread
class ProxyIT {

  private static final String WRONG_PASSWORD = "guessed-Wrong";

  @ParameterizedTest
  @EnumSource
  void connectionsThroughAProxyAreReused(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.open(kind)) {
      for (Security security : Security.values()) {
        exchange(security, server.proxy(), pools);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGuardedProxyLetsInWhoHasThePassword(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.guarded(kind)) {
      Proxy proxy = server.proxy().withCredentials(ProxyServer.USER, ProxyServer.PASSWORD);
      for (Security security : Security.values()) {
        exchange(security, proxy, pools);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpenProxyMindsNoCredentials(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.open(kind)) {
      exchange(Security.PLAIN, server.proxy().withCredentials("some", "body"), pools);
    }
  }

  /** Exchanges a few tokens over one connection through a proxy. */
  private static void exchange(Security security, Proxy proxy, Pools pools) throws IOException {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port()).withProxy(proxy);
      ConnectionPool pool = pools.open(Security.config().build());

      for (int i = 0; i < 10; i++) {
        String token = "token-" + i;
        assertThat(Tokens.exchange(pool, endpoint, token)).isEqualTo(token);
      }

      assertThat(server.accepted()).as("connections").isEqualTo(1);
      assertThat(pool.stats(endpoint).totalReused()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostOfAServerThatSpeaksFirst(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer proxy = ProxyServer.open(kind);
        LoopbackServer server =
            LoopbackServer.plain(
                client -> {
                  client.getOutputStream().write("220 ready".getBytes(US_ASCII));
                  LoopbackServer.echo(client);
                })) {
      Endpoint endpoint = Security.PLAIN.endpoint(server.port()).withProxy(proxy.proxy());
      ConnectionPool pool = pools.open(Security.config().build());

      for (int i = 0; i < 20; i++) {
        try (Connection connection = pool.acquire(endpoint)) {
          assertThat(Tokens.receive(connection, 9)).isEqualTo("220 ready");
          assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordIsRefusedAndNotRepeated(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.guarded(kind);
        LoopbackServer target = LoopbackServer.plain(LoopbackServer::echo)) {
      Proxy proxy = server.proxy().withCredentials(ProxyServer.USER, WRONG_PASSWORD);
      Endpoint endpoint = Security.PLAIN.endpoint(target.port()).withProxy(proxy);
      ConnectionPool pool = pools.open(Security.config().connectRetryCount(3).build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertProxyFailed(failure, endpoint);
      assertThat(failure.getMessage())
          .as("not tried again")
          .contains(proxy.authority())
          .doesNotContain("retry");
      assertThat(everyWordOf(failure) + pool.describe())
          .doesNotContain(WRONG_PASSWORD)
          .doesNotContain(base64(ProxyServer.USER + ":" + WRONG_PASSWORD));
      assertThat(target.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGuardedProxyKeepsOthersOut(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.guarded(kind);
        LoopbackServer target = LoopbackServer.plain(LoopbackServer::echo)) {
      Endpoint endpoint = Security.PLAIN.endpoint(target.port()).withProxy(server.proxy());
      ConnectionPool pool = pools.open(Security.config().build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertProxyFailed(failure, endpoint);
      assertThat(failure).hasMessageContaining("the proxy wants credentials");
      assertThat(target.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatTheProxyDoesNotFind(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.open(kind)) {
      Endpoint endpoint = Endpoint.plaintext("no-such-host.invalid", 443).withProxy(server.proxy());
      // The proxy's resolver takes the time it takes.
      ConnectionPool pool =
          pools.open(Security.config().connectTimeout(Duration.ofSeconds(60)).build());

      PoolException failure = Failure.of(() -> pool.acquire(endpoint, Duration.ofSeconds(60)));

      assertProxyFailed(failure, endpoint);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatTheProxyDoesNotReach(ProxyServer.Kind kind, Pools pools) throws Exception {
    try (ProxyServer server = ProxyServer.open(kind)) {
      Endpoint endpoint = Security.PLAIN.endpoint(Ports.free()).withProxy(server.proxy());
      ConnectionPool pool = pools.open(Security.config().build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertProxyFailed(failure, endpoint);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxyThatIsNotThere(ProxyServer.Kind kind, Pools pools) throws Exception {
    Proxy proxy = kind.at(Ports.free());
    Endpoint endpoint = Security.PLAIN.endpoint(Ports.free()).withProxy(proxy);
    ConnectionPool pool = pools.open(Security.config().build());

    PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

    assertThat(failure.error())
        .isInstanceOfSatisfying(
            PoolError.ConnectionFailed.class,
            error -> {
              assertThat(error.endpoint()).isEqualTo(endpoint);
              assertThat(error.lastError()).contains(proxy.authority());
            });
  }

  private static void assertProxyFailed(PoolException failure, Endpoint endpoint) {
    assertThat(failure.error())
        .isInstanceOfSatisfying(
            PoolError.ProxyFailed.class,
            error -> {
              assertThat(error.endpoint()).isEqualTo(endpoint);
              assertThat(error.detail()).startsWith("the proxy ");
            });
    assertThat(failure.getCause()).isNotNull();
  }

  private static String everyWordOf(Throwable failure) {
    StringWriter words = new StringWriter();
    failure.printStackTrace(new PrintWriter(words, true));
    return words.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
