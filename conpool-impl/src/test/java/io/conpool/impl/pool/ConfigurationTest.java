package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What each field of the configuration does, as far as it has no test class of its own. */
class ConfigurationTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  private static List<Connection> acquireAll(SimulatedPool s, Endpoint endpoint, int count)
      throws PoolException {
    List<Connection> held = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      held.add(s.pool.acquire(endpoint));
    }
    return held;
  }

  // ---- maxConnectionsPerEndpoint, limit()

  @Test
  void anEndpointHasTenPlacesByDefault() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          List<Connection> held = acquireAll(s, ECHO, 10);
          assertThat(error(() -> s.pool.acquire(ECHO, SECOND)))
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  timeout -> {
                    assertThat(timeout.load().limit()).isEqualTo(10);
                    assertThat(timeout.load().leased()).isEqualTo(10);
                    assertThat(timeout.load().oldestHolder()).isEqualTo("test");
                    assertThat(timeout.load().oldestHeld()).isEqualTo(SECOND);
                  });
          held.forEach(Connection::release);
        });
  }

  @Test
  void thePlacesOfAnEndpointAreNeverExceeded() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3),
        s -> {
          s.server.delay(Duration.ofMillis(2));
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 10; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 5; round++) {
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          s.sim.advance(Duration.ofMillis(s.sim.random(3)));
                          if (s.sim.random(3) > 0) {
                            connection.release();
                          }
                        }
                      }
                    }));
          }
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          assertThat(s.server.maxOpenCount()).isEqualTo(3);
        });
  }

  @Test
  void anOverrideHoldsForItsEndpointAlone() {
    SimulatedPool.run(
        config ->
            config
                .maxConnectionsPerEndpoint(2)
                .maxIdleTime(SECOND)
                .override(
                    ECHO,
                    changed -> changed.maxConnectionsPerEndpoint(1).maxIdleTime(Duration.ZERO)),
        s -> {
          Endpoint other = s.another(1);
          Connection held = s.pool.acquire(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          acquireAll(s, other, 2).forEach(Connection::release);
          held.release();
          s.sim.advance(Duration.ofSeconds(10));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(other).idle()).isZero();
        });
  }

  @Test
  void aLoweredLimitClosesSurplusIdleNowAndSurplusLeasesOnReturn() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          List<Connection> held = acquireAll(s, ECHO, 4);
          held.get(0).release();
          held.get(1).release();
          s.pool.limit(ECHO, 1);
          assertThat(s.events.closed)
              .containsExactly(CloseReason.LIMIT_LOWERED, CloseReason.LIMIT_LOWERED);
          held.get(2).release();
          assertThat(s.events.closed).hasSize(3);
          held.get(3).release();
          assertThat(s.events.closed).hasSize(3);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          s.use(ECHO, "a");
        });
  }

  @Test
  void aRaisedLimitServesWaitersAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 2; waiter++) {
            waiters.add(s.sim.spawn("waiter-" + waiter, () -> s.use(ECHO, "a")));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          s.pool.limit(ECHO, 3);
          waiters.forEach(s.sim::join);
          assertThat(s.sim.elapsed()).isZero();
          held.release();
        });
  }

  @Test
  void aLimitBelowOneOrBelowTheMinimumIdleIsRefused() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(3),
        s -> {
          for (int limit : new int[] {-1, 0, 2}) {
            assertThatThrownBy(() -> s.pool.limit(ECHO, limit))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("maxConnections must be 3 or more");
          }
          s.pool.limit(ECHO, 3);
        });
  }

  // ---- acquireTimeout

  @Test
  void theAcquireTimeoutEndsTheWaitExactly() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ofMillis(1500)),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.AcquireTimeout.class,
                  timeout -> assertThat(timeout.waited()).isEqualTo(Duration.ofMillis(1500)));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(1500));
          held.release();
        });
  }

  @Test
  void withoutAnAcquireTimeoutACallerWaitsForEver() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).acquireTimeout(Duration.ZERO),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMinutes(5));
          held.release();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMinutes(5));
        });
  }

  @Test
  void aTimeoutOfZeroIsOneAttemptWithoutWaiting() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
              .isInstanceOf(PoolError.AcquireTimeout.class);
          s.use(ECHO, "a");
          try (Connection connection = s.pool.acquire(ECHO, Duration.ZERO)) {
            assertThat(connection.isReused()).isTrue();
            assertThat(error(() -> s.pool.acquire(ECHO, Duration.ZERO)))
                .isInstanceOf(PoolError.AcquireTimeout.class);
            connection.release();
          }
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.pool.stats(ECHO).timeouts()).isEqualTo(2);
        });
  }

  @Test
  void aNegativeTimeoutIsRefused() {
    SimulatedPool.run(
        DEFAULTS,
        s ->
            assertThatThrownBy(() -> s.pool.acquire(ECHO, Duration.ofNanos(-1)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("timeout"));
  }

  // ---- connectTimeout, connectRetryCount, connectRetryDelay

  @Test
  void aTryThatMeetsTheConnectTimeoutIsNotRepeated() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.server.blackHole();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.ConnectionTimeout.class,
                  timeout -> assertThat(timeout.timeout()).isEqualTo(Duration.ofSeconds(3)));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).timeouts()).isZero();
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aTryThatMeetsTheConnectTimeoutWhileResolvingIsDnsResolutionFailed() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.dns.hang("echo.test");
          PoolException failure = failure(() -> s.pool.acquire(ECHO));
          assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
          assertThat(failure.context())
              .containsExactly("resolving echo.test:7", "connecting to echo.test:7");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.net.connectCount()).isZero();
        });
  }

  @Test
  void theConnectTimeoutCoversResolutionAndConnectTogether() {
    SimulatedPool.run(
        config -> config.connectTimeout(Duration.ofSeconds(3)),
        s -> {
          s.dns.delay("echo.test", Duration.ofSeconds(2));
          s.server.delay(Duration.ofSeconds(2));
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  void aRefusedConnectIsRepeatedAsOftenAsConfigured() {
    for (int retries : new int[] {0, 1, 3}) {
      SimulatedPool.run(
          config -> config.connectRetryCount(retries),
          s -> {
            s.server.refuse();
            PoolException failure = failure(() -> s.pool.acquire(ECHO));
            assertThat(failure.error())
                .isInstanceOfSatisfying(
                    PoolError.ConnectionFailed.class,
                    failed -> assertThat(failed.attempts()).isEqualTo(retries + 1));
            assertThat(s.net.connectCount()).isEqualTo(retries + 1);
            if (retries == 0) {
              assertThat(failure).hasMessageNotContaining("retry");
            } else {
              assertThat(failure)
                  .hasMessageEndingWith(
                      retries == 1 ? "after 1 retry attempt" : "after 3 retry attempts");
            }
          });
    }
  }

  @Test
  void onlyWhatMayPassIsRepeated() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.dns.fail("echo.test", DnsException.Kind.TEMPORARY);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.DnsResolutionFailed.class);
          assertThat(s.dns.lookups("echo.test")).isEqualTo(4);
          for (DnsException.Kind kind :
              List.of(DnsException.Kind.NO_SUCH_NAME, DnsException.Kind.NO_DATA)) {
            s.dns.fail("echo.test", kind);
            int before = s.dns.lookups("echo.test");
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.DnsResolutionFailed.class);
            assertThat(s.dns.lookups("echo.test")).isEqualTo(before + 1);
          }
          s.dns.answer("echo.test", "10.0.0.1");
          s.server.unreachable();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.net.connectCount()).isEqualTo(4);
        });
  }

  @Test
  void thePausesDoubleAndHalfOfEachIsChance() {
    TreeSet<Duration> totals = new TreeSet<>();
    SimulatedPool.run(
        config -> config.connectRetryDelay(Duration.ofMillis(100)),
        s -> {
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.sim.elapsed()).isBetween(Duration.ofMillis(350), Duration.ofMillis(700));
          totals.add(s.sim.elapsed());
        });
    assertThat(totals).hasSizeGreaterThan(15);
    assertThat(totals.last().minus(totals.first())).isGreaterThan(Duration.ofMillis(60));
  }

  @Test
  void withoutARetryDelayTheNextTryComesAtOnce() {
    SimulatedPool.run(
        config -> config.connectRetryDelay(Duration.ZERO),
        s -> {
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.net.connectCount()).isEqualTo(4);
        });
  }

  // ---- fairnessDelay

  @Test
  void withoutAFairnessDelayItIsStrictlyFirstComeFirstServed() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        s -> {
          List<Integer> order = new ArrayList<>();
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 6; waiter++) {
            int number = waiter;
            waiters.add(
                s.sim.spawn(
                    "waiter-" + waiter,
                    () -> {
                      try (Connection connection = s.pool.acquire(ECHO)) {
                        order.add(number);
                        connection.release();
                      }
                    }));
            s.sim.await(() -> s.pool.stats(ECHO).waiting() == number + 1);
          }
          held.release();
          s.sim.await(() -> order.size() == 6);
          waiters.forEach(s.sim::join);
          assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
        });
  }

  @Test
  void nobodyIsOvertakenForLongerThanTheFairnessDelay() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ofMillis(5)),
        s -> {
          boolean[] over = {false};
          List<Thread> greedy = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            greedy.add(
                s.sim.spawn(
                    "greedy-" + caller,
                    () -> {
                      while (!over[0]) {
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          s.sim.advance(Duration.ofMillis(1));
                          connection.release();
                        }
                      }
                    }));
          }
          s.sim.advance(Duration.ofMillis(20));
          Duration before = s.sim.elapsed();
          s.use(ECHO, "patient");
          // The delay, the lease that was running when it passed, and the three who came before.
          assertThat(s.sim.elapsed().minus(before)).isLessThanOrEqualTo(Duration.ofMillis(10));
          over[0] = true;
          greedy.forEach(s.sim::join);
        });
  }

  // ---- maxWaiters

  @Test
  void withNoWaitersAllowedNobodyQueuesForCapacity() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2).maxWaiters(0),
        s -> {
          s.server.delay(SECOND);
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 2; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      try (Connection connection = s.pool.acquire(ECHO)) {
                        s.sim.advance(SECOND);
                        connection.release();
                      }
                    }));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          Endpoint key = Endpoint.plaintext("echo.test", 7);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isEqualTo(new PoolError.TooManyWaiters(key, 0));
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).active()).isEqualTo(2);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isEqualTo(new PoolError.TooManyWaiters(key, 0));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(1500));
          callers.forEach(s.sim::join);
          s.use(ECHO, "a");
        });
  }

  @Test
  void oneWaiterMoreThanAllowedFailsAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1).maxWaiters(2),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 2; waiter++) {
            waiters.add(s.sim.spawn("waiter-" + waiter, () -> s.use(ECHO, "a")));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.TooManyWaiters.class);
          assertThat(s.sim.elapsed()).isZero();
          held.release();
          waiters.forEach(s.sim::join);
        });
  }

  // ---- readTimeout, writeTimeout

  @Test
  void aReadTimeoutEndsTheReadAndLeavesTheStreamIntact() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          s.server.accept(
              connection -> {
                s.sim.advance(Duration.ofMillis(1500));
                connection.write("!");
                ServerHandler.echo().serve(connection);
              });
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("echo.test:7");
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
            assertThat(connection.inputStream().read()).isEqualTo('!');
            SimulatedPool.exchange(connection, "a");
            connection.release();
          }
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void aReadThatTimedOutForGoodForbidsReuse() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          s.server.accept(ServerHandler.silent());
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
            connection.release();
          }
          assertThat(s.events.closed).containsExactly(CloseReason.IO_FAILED);
        });
  }

  @Test
  void theReadTimeoutOfALeaseEndsWithIt() {
    SimulatedPool.run(
        config -> config.readTimeout(SECOND),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.readTimeout(Duration.ofMillis(10));
            SimulatedPool.exchange(connection, "a");
            assertThatThrownBy(() -> connection.readTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidArgumentException.class);
            connection.release();
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.isReused()).isTrue();
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          }
        });
  }

  @Test
  void withoutAReadTimeoutAReadWaitsForEver() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.server.accept(
              connection -> {
                s.sim.advance(Duration.ofMinutes(5));
                connection.write("!");
                connection.awaitClosed();
              });
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.inputStream().read()).isEqualTo('!');
          }
        });
  }

  @Test
  void aWriteThatTimesOutClosesTheConnection() {
    SimulatedPool.run(
        config -> config.writeTimeout(SECOND),
        s -> {
          s.server.accept(ServerHandler.silent());
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThatThrownBy(() -> connection.write(ByteBuffer.allocate(1 << 20)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("echo.test:7");
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
            assertThatThrownBy(() -> connection.inputStream().read())
                .isInstanceOf(IOException.class);
            connection.release();
          }
          assertThat(s.events.closed).containsExactly(CloseReason.IO_FAILED);
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aWriteWithinItsTimeLeavesNoTimerBehind() {
    SimulatedPool.run(
        config -> config.writeTimeout(SECOND),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            for (int round = 0; round < 5; round++) {
              SimulatedPool.exchange(connection, "a");
              s.sim.advance(Duration.ofSeconds(2));
            }
            connection.release();
          }
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  // ---- names, providers, TLS

  @Test
  void aProviderThatIsNotThereIsReportedByTheAcquire() {
    SimulatedPool.run(
        config -> config.transportProvider("quic"),
        s ->
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOfSatisfying(
                    PoolError.ProviderUnavailable.class,
                    unavailable -> {
                      assertThat(unavailable.kind()).isEqualTo("transport");
                      assertThat(unavailable.name()).isEqualTo("quic");
                      assertThat(unavailable.detail()).contains("scripted");
                    }));
    SimulatedPool.run(
        config -> config.dnsProvider("doh"),
        s ->
            assertThat(error(() -> s.pool.acquire(ECHO)))
                .isInstanceOf(PoolError.ProviderUnavailable.class));
    SimulatedPool.run(
        config -> config.tlsProvider("boring"),
        s -> {
          s.use(ECHO, "plain needs no TLS provider");
          assertThat(error(() -> s.pool.acquire(Endpoint.tls("echo.test", 7))))
              .isInstanceOf(PoolError.ProviderUnavailable.class);
        });
  }

  @Test
  void inAPoolWithTlsAnEndpointThatSaysNothingMeansTls() {
    SimulatedPool.run(
        config -> config.tls(TlsConfig.defaults()),
        s -> {
          s.server.accept(
              connection -> {
                connection.write("220 this is no TLS\n");
                connection.awaitClosed();
              });
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  failed -> {
                    assertThat(failed.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS);
                    assertThat(failed.endpoint().security()).isEqualTo(Endpoint.Security.TLS);
                  });
          assertThat(s.net.connectCount()).isEqualTo(1);
          try (Connection connection = s.pool.acquire(Endpoint.plaintext("echo.test", 7))) {
            assertThat(connection.tlsSession()).isEmpty();
            assertThat(connection.inputStream().readNBytes(3)).containsExactly('2', '2', '0');
          }
        });
  }

  @Test
  void aStarttlsEndpointWithoutAHookIsRefusedAtOnce() {
    SimulatedPool.run(
        DEFAULTS,
        s ->
            assertThatThrownBy(() -> s.pool.acquire(Endpoint.starttls("echo.test", 7)))
                .isInstanceOfSatisfying(
                    InvalidArgumentException.class,
                    refused ->
                        assertThat(refused.error()).isInstanceOf(PoolError.InvalidConfig.class))
                .hasMessageContaining("onConnect"));
  }

  @Test
  void endpointsThatMeanTheSameShareConnections() {
    SimulatedPool.run(
        DEFAULTS,
        s -> {
          s.use(ECHO, "a");
          s.use(Endpoint.plaintext("Echo.TEST.", 7), "b");
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.pool.stats(Endpoint.plaintext("echo.test", 7)).totalReused()).isEqualTo(1);
        });
  }
}
