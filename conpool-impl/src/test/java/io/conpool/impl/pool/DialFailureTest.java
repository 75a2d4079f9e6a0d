package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.Proxy;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.DnsException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a caller is told when a dial fails, and when. */
class DialFailureTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Endpoint ECHO_KEY = PoolConfig.defaults().resolve(ECHO);
  private static final Endpoint ECHO_TLS = Endpoint.tls("echo.test", 7);

  private static Caller<Connection> acquire(SimulatedPool simulated, Endpoint endpoint) {
    return Caller.start(simulated, "caller", () -> simulated.pool.acquire(endpoint));
  }

  @Test
  void a26_aRefusedConnectIsRepeatedAndThenToldWithItsCause() {
    run(
        config -> config,
        simulated -> {
          simulated.server.refuse();
          PoolException thrown = acquire(simulated, ECHO).poolException();
          assertThat(thrown.error())
              .isEqualTo(
                  new PoolError.ConnectionFailed(ECHO_KEY, 4, "Connection refused (/10.0.0.1:7)"));
          assertThat(thrown)
              .hasMessage(
                  "conpool ConnectionFailed{endpoint=tcp://echo.test:7, attempts=4,"
                      + " lastError=Connection refused (/10.0.0.1:7)},"
                      + " connecting to echo.test:7, after 3 retry attempts");
          assertThat(thrown.context())
              .containsExactly("connecting to echo.test:7", "after 3 retry attempts");
          assertThat(thrown).hasRootCauseInstanceOf(ConnectException.class);
          assertThat(simulated.net.connectCount()).isEqualTo(4);
          assertThat(simulated.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void anUnreachableAddressIsTriedAgain() {
    run(
        config -> config.connectRetryCount(1),
        simulated -> {
          simulated.server.unreachable();
          PoolException thrown = acquire(simulated, ECHO).poolException();
          assertThat(thrown.error())
              .isInstanceOfSatisfying(
                  PoolError.ConnectionFailed.class,
                  error -> assertThat(error.attempts()).isEqualTo(2));
          assertThat(thrown.context())
              .containsExactly("connecting to echo.test:7", "after 1 retry attempt");
          assertThat(thrown).hasRootCauseInstanceOf(NoRouteToHostException.class);
        });
  }

  @Test
  void withoutRetriesThereIsNoWordOfThem() {
    run(
        config -> config.connectRetryCount(0),
        simulated -> {
          simulated.server.refuse();
          assertThat(acquire(simulated, ECHO).poolException().context())
              .containsExactly("connecting to echo.test:7");
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void a26_aNameThatDoesNotExistIsToldAtOnce() {
    run(
        config -> config,
        simulated -> {
          simulated.dns.fail("echo.test", DnsException.Kind.NO_SUCH_NAME);
          Caller<Connection> caller = acquire(simulated, ECHO);
          PoolException thrown = caller.poolException();
          assertThat(thrown.error()).isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
          assertThat(thrown)
              .hasMessage(
                  "conpool DnsResolutionFailed{hostname=echo.test},"
                      + " resolving echo.test:7, connecting to echo.test:7");
          assertThat(thrown).hasRootCauseInstanceOf(DnsException.class);
          assertThat(caller.took()).isZero();
          assertThat(simulated.dns.lookups("echo.test")).isEqualTo(1);
        });
  }

  @Test
  void aTemporaryFailureOfTheResolverIsTriedAgain() {
    run(
        config -> config,
        simulated -> {
          simulated.dns.fail("echo.test", DnsException.Kind.TEMPORARY);
          PoolException thrown = acquire(simulated, ECHO).poolException();
          assertThat(thrown)
              .hasMessage(
                  "conpool DnsResolutionFailed{hostname=echo.test}, resolving echo.test:7,"
                      + " connecting to echo.test:7, after 3 retry attempts");
          assertThat(simulated.dns.lookups("echo.test")).isEqualTo(4);
        });
  }

  @Test
  void a26_aBlackHoleIsAConnectTimeoutAndNotTriedAgain() {
    run(
        config -> config.connectTimeout(Duration.ofSeconds(10)),
        simulated -> {
          simulated.server.blackHole();
          Caller<Connection> caller = acquire(simulated, ECHO);
          PoolException thrown = caller.poolException();
          assertThat(thrown.error())
              .isEqualTo(new PoolError.ConnectionTimeout(ECHO_KEY, Duration.ofSeconds(10)));
          assertThat(thrown)
              .hasMessage(
                  "conpool ConnectionTimeout{endpoint=tcp://echo.test:7, timeout=10s},"
                      + " connecting to echo.test:7");
          assertThat(caller.took()).isEqualTo(Duration.ofSeconds(10));
          assertThat(simulated.net.connectCount()).isEqualTo(1);
          assertThat(simulated.net.openCount()).isZero();
        });
  }

  @Test
  void a26_theCallersOwnDeadlineDuringADialIsAConnectTimeoutOfThatLength() {
    run(
        config -> config,
        simulated -> {
          simulated.server.blackHole();
          Caller<Connection> caller = simulated.acquireElsewhere("caller", SECOND);
          assertThat(caller.error()).isEqualTo(new PoolError.ConnectionTimeout(ECHO_KEY, SECOND));
          assertThat(caller.took()).isEqualTo(SECOND);
          simulated.sim.advance(Duration.ofSeconds(10));
        });
  }

  @Test
  void a26_aProxyThatSaysNothingIsAConnectTimeoutOfTheLengthThatEndsIt() {
    Duration whole = Duration.ofSeconds(10);
    Endpoint endpoint = Endpoint.plaintext("far.test", 7).withProxy(Proxy.socks5("echo.test", 7));
    run(
        config -> config.connectTimeout(whole),
        simulated -> {
          simulated.server.accept(ServerHandler.silent());
          requireTimeouts(simulated, endpoint, whole);
        });
  }

  @Test
  void a26_aProxyThatDripsIsAConnectTimeoutOfTheLengthThatEndsIt() {
    Duration whole = Duration.ofSeconds(10);
    Endpoint endpoint =
        Endpoint.plaintext("far.test", 7).withProxy(Proxy.httpConnect("echo.test", 7));
    run(
        config -> config.connectTimeout(whole),
        simulated -> {
          simulated.server.accept(
              connection -> {
                connection.write("HTTP/1.1 200 ");
                while (connection.isOpen()) {
                  connection.write("x");
                  simulated.sim.advance(Duration.ofMillis(30));
                }
              });
          requireTimeouts(simulated, endpoint, whole);
        });
  }

  /** First the caller's own deadline, then the one of connecting. */
  private static void requireTimeouts(SimulatedPool simulated, Endpoint endpoint, Duration whole) {
    Caller<Connection> brief =
        Caller.start(simulated, "brief", () -> simulated.pool.acquire(endpoint, SECOND));
    assertThat(brief.error()).isEqualTo(new PoolError.ConnectionTimeout(endpoint, SECOND));
    assertThat(brief.took()).isEqualTo(SECOND);
    simulated.sim.advance(whole.minus(SECOND));
    simulated.settle();
    assertThat(simulated.net.openCount()).isZero();
    Caller<Connection> patient = acquire(simulated, endpoint);
    assertThat(patient.error()).isEqualTo(new PoolError.ConnectionTimeout(endpoint, whole));
    assertThat(patient.took()).isEqualTo(whole);
    assertThat(simulated.net.openCount()).isZero();
    assertThat(simulated.net.connectCount()).isEqualTo(2);
  }

  @Test
  void a26_aResolverThatDoesNotAnswerFailsTheResolutionAtTheConnectTimeout() {
    run(
        config -> config.connectTimeout(Duration.ofSeconds(10)),
        simulated -> {
          simulated.dns.hang("echo.test");
          Caller<Connection> caller = acquire(simulated, ECHO);
          assertThat(caller.error()).isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
          assertThat(caller.took()).isEqualTo(Duration.ofSeconds(10));
        });
  }

  @Test
  void theCallersOwnDeadlineDuringResolutionIsAConnectTimeoutToo() {
    run(
        config -> config,
        simulated -> {
          simulated.dns.hang("echo.test");
          Caller<Connection> caller = simulated.acquireElsewhere("caller", SECOND);
          assertThat(caller.error()).isEqualTo(new PoolError.ConnectionTimeout(ECHO_KEY, SECOND));
          assertThat(caller.took()).isEqualTo(SECOND);
          simulated.sim.advance(Duration.ofSeconds(10));
        });
  }

  @Test
  void a26_aResetBeforeATlsVerdictIsTriedAgain() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(ServerConnection::reset);
          Caller<Connection> caller = acquire(simulated, ECHO_TLS);
          assertThat(caller.error())
              .isInstanceOfSatisfying(
                  PoolError.ConnectionFailed.class,
                  error -> assertThat(error.attempts()).isEqualTo(4));
          assertThat(simulated.net.connectCount()).isEqualTo(4);
        });
  }

  @Test
  void a26_aServerThatSpeaksNoTlsIsRefusedOnce() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(
              connection -> {
                connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                connection.awaitClosed();
              });
          Caller<Connection> caller = acquire(simulated, ECHO_TLS);
          assertThat(caller.error())
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  error -> assertThat(error.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS));
          assertThat(caller.poolException().context()).contains("connecting to echo.test:7");
          assertThat(simulated.net.connectCount()).isEqualTo(1);
          assertThat(caller.took()).isZero();
        });
  }

  @Test
  void a26_aServerThatAcceptsAndSaysNothingMeetsTheConnectTimeout() {
    run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        simulated -> {
          simulated.server.accept(ServerHandler.silent());
          Caller<Connection> caller = acquire(simulated, ECHO_TLS);
          assertThat(caller.error())
              .isInstanceOfSatisfying(
                  PoolError.ConnectionTimeout.class,
                  error -> assertThat(error.timeout()).isEqualTo(Duration.ofSeconds(3)));
          assertThat(caller.took()).isEqualTo(Duration.ofSeconds(3));
          assertThat(simulated.net.connectCount()).isEqualTo(1);
        });
  }

  private static void aThousandBlackHoles(SimulatedPool simulated) {
    String[] addresses = new String[1000];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = "10.1." + i / 250 + "." + (1 + i % 250);
      simulated.net.at(addresses[i], 7).blackHole();
    }
    simulated.dns.answer("echo.test", addresses);
  }

  @Test
  void a27_aThousandBlackHolesDoNotMultiplyTheTimeout() {
    run(
        config -> config.connectTimeout(Duration.ofSeconds(5)),
        simulated -> {
          aThousandBlackHoles(simulated);
          Caller<Connection> caller = acquire(simulated, ECHO);
          assertThat(caller.error()).isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(caller.took()).isEqualTo(Duration.ofSeconds(5));
          assertThat(simulated.net.openCount()).isZero();
        });
  }

  @Test
  void a27_aThousandBlackHolesDoNotPutTheCallersOwnDeadlineOff() {
    run(
        config -> config.connectTimeout(Duration.ofSeconds(10)),
        simulated -> {
          aThousandBlackHoles(simulated);
          Caller<Connection> caller = simulated.acquireElsewhere("caller", SECOND);
          assertThat(caller.error()).isEqualTo(new PoolError.ConnectionTimeout(ECHO_KEY, SECOND));
          assertThat(caller.took()).isEqualTo(SECOND);
          simulated.sim.advance(Duration.ofSeconds(10));
          assertThat(simulated.net.openCount()).as("once the dial has ended").isZero();
        });
  }
}
