package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.Caller;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More callers than connections, and the end of a pool with callers inside. */
@OnEachKindOfThread
class LimitIT {

  @ParameterizedTest
  @EnumSource
  void fiftyCallersOnTwoConnectionsAllEnd(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().maxConnectionsPerEndpoint(2).build());

      List<Caller<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String name = "c" + i;
        callers.add(
            threads.start(
                name,
                () -> {
                  for (int message = 0; message < 50; message++) {
                    String token = name + "-" + message;
                    assertThat(Tokens.exchange(pool, endpoint, token)).isEqualTo(token);
                  }
                  return true;
                }));
      }
      for (Caller<Boolean> caller : callers) {
        assertThat(caller.await()).isTrue();
      }

      assertThat(server.accepted()).isBetween(1, 2);
      Pools.assertAtRest(pool);
      assertThat(server.open()).isEqualTo(pool.stats(endpoint).idle());
      assertThat(pool.stats(endpoint).errors()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCrowdOnFiftyConnectionsIsServed(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    int crowd = threads == ThreadKind.VIRTUAL ? 10_000 : 500;
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().maxConnectionsPerEndpoint(50).build());

      List<Caller<String>> callers = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        String token = "t" + i;
        callers.add(threads.start(token, () -> Tokens.exchange(pool, endpoint, token)));
      }
      for (Caller<String> caller : callers) {
        assertThat(caller.await()).isEqualTo(caller.thread().getName());
      }

      assertThat(server.accepted()).isBetween(1, 50);
      assertThat(pool.stats(endpoint).errors()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleConnectionGivesWayToAnotherEndpoint(Security security, Pools pools)
      throws IOException {
    CloseReasons reasons = new CloseReasons();
    try (LoopbackServer first = security.serve(LoopbackServer::echo);
        LoopbackServer second = security.serve(LoopbackServer::echo)) {
      ConnectionPool pool =
          pools.open(Security.config().maxConnections(1).listener(reasons).build());

      for (int i = 0; i < 5; i++) {
        assertThat(Tokens.exchange(pool, security.endpoint(first.port()), "one")).isEqualTo("one");
        assertThat(Tokens.exchange(pool, security.endpoint(second.port()), "two")).isEqualTo("two");
      }

      Eventually.check(() -> assertThat(first.open() + second.open()).isEqualTo(1));
      assertThat(first.accepted()).isEqualTo(5);
      assertThat(second.accepted()).isEqualTo(5);
      assertThat(reasons.all()).hasSize(9).containsOnly(CloseReason.EVICTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBusyEndpointMakesACallerWaitUntilItsDeadline(Security security, Pools pools)
      throws Exception {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().maxConnectionsPerEndpoint(1).build());
      try (Connection connection = pool.acquire(endpoint)) {

        PoolError error =
            Failure.within(
                    Duration.ofMillis(200), () -> pool.acquire(endpoint, Duration.ofMillis(200)))
                .error();

        assertThat(error)
            .isInstanceOfSatisfying(
                PoolError.AcquireTimeout.class,
                timeout -> {
                  assertThat(timeout.load().limit()).isEqualTo(1);
                  assertThat(timeout.load().leased()).isEqualTo(1);
                  assertThat(timeout.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
                });
        connection.release();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingThePoolFailsEverybodyInside(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().maxConnectionsPerEndpoint(1).build());
      Connection leased = pool.acquire(endpoint);
      Caller<String> reader = threads.start("reader", () -> Tokens.exchange(leased, "token?"));
      List<Caller<Connection>> waiters = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiters.add(threads.start("waiter-" + i, () -> pool.acquire(endpoint)));
      }
      assertThat(reader.await()).isEqualTo("token?");
      Caller<String> stuck = threads.start("stuck", () -> Tokens.receive(leased, 1));
      Eventually.check(() -> assertThat(pool.total().waiting()).isEqualTo(5));

      pool.close();

      for (Caller<Connection> waiter : waiters) {
        assertThat(waiter.failure())
            .isInstanceOfSatisfying(
                PoolException.class,
                e -> assertThat(e.error()).isEqualTo(new PoolError.PoolClosed()));
      }
      assertThat(stuck.failure())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(endpoint.authority());
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDrainLetsALeaseEnd(Security security, Pools pools, ThreadKind threads) throws Exception {
    try (LoopbackServer server = security.serve(LoopbackServer::echo)) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().build());
      Connection leased = pool.acquire(endpoint);

      Caller<Boolean> closer =
          threads.start(
              "closer",
              () -> {
                pool.close(Duration.ofSeconds(20));
                return true;
              });
      Eventually.check(
          () ->
              assertThat(Failure.of(() -> pool.acquire(endpoint)).error())
                  .isEqualTo(new PoolError.PoolClosed()));

      assertThat(Tokens.exchange(leased, "token")).isEqualTo("token");
      leased.release();
      assertThat(closer.await(Duration.ofSeconds(10))).isTrue();
    }
  }
}
