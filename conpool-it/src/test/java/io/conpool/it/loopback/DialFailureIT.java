package io.conpool.it.loopback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.it.support.BlackHole;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import io.conpool.it.support.Security;
import io.conpool.it.support.Tokens;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every way in which a server cannot be reached has its own error, in time. */
@OnEachKindOfThread
class DialFailureIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final PoolConfig quick = Security.config().connectTimeout(TIMEOUT).build();

  @Test
  void aNameThatDoesNotExist(Pools pools) throws Exception {
    // without a network the resolver may be unable to tell, which would be tried again
    ConnectionPool pool = pools.open(PoolConfig.builder().connectRetryCount(0).build());

    PoolException failure =
        Failure.of(() -> pool.acquire(Endpoint.of("no-such-host.invalid", 443)));

    assertThat(failure)
        .hasMessage(
            "conpool DnsResolutionFailed{hostname=no-such-host.invalid},"
                + " resolving no-such-host.invalid:443,"
                + " connecting to no-such-host.invalid:443");
    assertThat(failure.error())
        .isEqualTo(new PoolError.DnsResolutionFailed("no-such-host.invalid"));
    assertThat(failure.getCause()).isNotNull();
  }

  @Test
  void aPortWhereNobodyListens(Pools pools) throws Exception {
    Endpoint endpoint = Security.PLAIN.endpoint(Ports.free());
    ConnectionPool pool =
        pools.open(
            PoolConfig.builder()
                .connectRetryCount(2)
                .connectRetryDelay(Duration.ofMillis(10))
                .build());

    PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

    assertThat(failure.error())
        .isInstanceOfSatisfying(
            PoolError.ConnectionFailed.class,
            error -> {
              assertThat(error.endpoint()).isEqualTo(endpoint);
              assertThat(error.attempts()).isEqualTo(3);
            });
    assertThat(failure)
        .hasMessageContaining("connecting to " + endpoint.authority())
        .hasMessageContaining("after 2 retry attempts")
        .hasRootCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aBlackHole(Pools pools) throws Exception {
    try (BlackHole hole = new BlackHole()) {
      Endpoint endpoint = Security.PLAIN.endpoint(hole.port());
      ConnectionPool pool = pools.open(quick);

      PoolException failure = Failure.within(TIMEOUT, () -> pool.acquire(endpoint));

      assertThat(failure.error()).isEqualTo(new PoolError.ConnectionTimeout(endpoint, TIMEOUT));
      assertThat(failure).hasMessageContaining("connecting to " + endpoint.authority());
    }
  }

  @Test
  void aBlackHoleAndACallerInAHurry(Pools pools) throws Exception {
    try (BlackHole hole = new BlackHole()) {
      Endpoint endpoint = Security.PLAIN.endpoint(hole.port());
      ConnectionPool pool =
          pools.open(Security.config().connectTimeout(Duration.ofSeconds(60)).build());

      PoolException failure = Failure.within(TIMEOUT, () -> pool.acquire(endpoint, TIMEOUT));

      assertThat(failure.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
      assertThat(pool.stats(endpoint).dialing()).as("its dial runs on").isEqualTo(1);
      pool.close();
    }
  }

  @Test
  void aServerThatResetsTheHandshake(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::reset)) {
      Endpoint endpoint = Security.TLS.endpoint(server.port());
      ConnectionPool pool =
          pools.open(
              Security.config()
                  .connectRetryCount(1)
                  .connectRetryDelay(Duration.ofMillis(10))
                  .build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertThat(failure.error())
          .isInstanceOfSatisfying(
              PoolError.ConnectionFailed.class, error -> assertThat(error.attempts()).isEqualTo(2));
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatAcceptsAndSaysNothing(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::keepSilent)) {
      Endpoint endpoint = Security.TLS.endpoint(server.port());
      ConnectionPool pool = pools.open(quick.toBuilder().connectRetryCount(3).build());

      PoolException failure = Failure.within(TIMEOUT, () -> pool.acquire(endpoint));

      assertThat(failure.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
      assertThat(server.accepted()).as("a timed-out try is not repeated").isEqualTo(1);
    }
  }

  @Test
  void aServerThatNeverAnswersAQuestion(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::keepSilent)) {
      Endpoint endpoint = Security.PLAIN.endpoint(server.port());
      ConnectionPool pool = pools.open(quick.toBuilder().readTimeout(TIMEOUT).build());

      try (Connection connection = pool.acquire(endpoint)) {
        assertThatThrownBy(() -> Tokens.exchange(connection, "token"))
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessageContaining(endpoint.authority());
      }
    }
  }

  @Test
  void aServerThatDoesNotSpeakTls(Pools pools) throws Exception {
    try (LoopbackServer server =
        LoopbackServer.plain(
            client -> {
              client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
              LoopbackServer.keepSilent(client);
            })) {
      Endpoint endpoint = Security.TLS.endpoint(server.port());
      ConnectionPool pool = pools.open(quick);

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertTlsFailed(failure, PoolError.TlsFailure.NOT_TLS);
    }
  }

  @Test
  void aServerNobodyTrusts(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.tls(LoopbackServer::echo)) {
      Endpoint endpoint = Security.TLS.endpoint(server.port());
      ConnectionPool pool = pools.open(PoolConfig.builder().tls(TlsConfig.defaults()).build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertTlsFailed(failure, PoolError.TlsFailure.CERTIFICATE);
      assertThat(server.accepted()).as("a verdict is final").isEqualTo(1);
    }
  }

  @Test
  void aServerWithTheNameOfAnother(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.tls(LoopbackServer::echo)) {
      Endpoint endpoint =
          Security.TLS.endpoint(server.port()).withServerName("somebody-else.example");
      ConnectionPool pool = pools.open(Security.config().build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertTlsFailed(failure, PoolError.TlsFailure.HOST_NAME);
    }
  }

  private static void assertTlsFailed(PoolException failure, PoolError.TlsFailure reason) {
    assertThat(failure.error())
        .isInstanceOfSatisfying(
            PoolError.TlsFailed.class, error -> assertThat(error.reason()).isEqualTo(reason));
    assertThat(failure.getCause()).isNotNull();
  }
}
