package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.dns.dnsjava.DnsjavaResolverProvider;
import io.conpool.dns.dnsjava.DnsjavaSettings;
import io.conpool.it.support.Caller;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services whose servers a real DNS server tells, where one is installed. */
@OnEachKindOfThread
@OnEachPairOfProviders
class ServiceIT {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Endpoint SERVICE = Endpoint.parse("srv+tcp://_echo._tcp.test");
  private static final int CALLERS = 4;

  private NsdServer names;
  private PoolConfig.Builder config;

  @BeforeEach
  void makeServer() throws IOException {
    names = new NsdServer().put("host", SECOND, "127.0.0.1");
    DnsjavaSettings settings =
        DnsjavaSettings.builder().servers(names.address()).searchDomains().build();
    config =
        PoolConfig.builder().providers(new DnsjavaResolverProvider(settings)).connectRetryCount(0);
  }

  @AfterEach
  void endServer(Pools pools) throws Exception {
    pools.close();
    if (names != null) {
      names.close();
    }
  }

  private static String server(int priority, LoopbackServer server) {
    return priority + " 1 " + server.port() + " host";
  }

  @Test
  void theServerOfTheLowestPriorityServes(Pools pools) throws Exception {
    try (LoopbackServer first = LoopbackServer.plain(LoopbackServer::echo);
        LoopbackServer second = LoopbackServer.plain(LoopbackServer::echo)) {
      names.serve("_echo._tcp", SECOND, server(20, second), server(10, first)).start();
      ConnectionPool pool = pools.open(config.build());

      assertThat(Tokens.exchange(pool, SERVICE, "token")).isEqualTo("token");

      assertThat(first.accepted()).isEqualTo(1);
      assertThat(second.accepted()).isZero();
      pools.close();
    }
  }

  @Test
  void theNextServerServesWhereOneIsDown(Pools pools) throws Exception {
    try (LoopbackServer second = LoopbackServer.plain(LoopbackServer::echo)) {
      String down = "10 1 " + Ports.free() + " host";
      names.serve("_echo._tcp", SECOND, server(20, second), down).start();
      ConnectionPool pool = pools.open(config.build());

      assertThat(Tokens.exchange(pool, SERVICE, "token")).isEqualTo("token");

      assertThat(second.accepted()).isEqualTo(1);
      assertThat(pool.stats(SERVICE).attemptsFailed()).isEqualTo(1);
      pools.close();
    }
  }

  @Test
  void aServerThatLeavesUnderLoadFailsNoRequest(Pools pools, ThreadKind threads) throws Exception {
    try (LoopbackServer old = LoopbackServer.plain(LoopbackServer::echo);
        LoopbackServer other = LoopbackServer.plain(LoopbackServer::echo)) {
      names.serve("_echo._tcp", SECOND, server(0, old)).start();
      ConnectionPool pool = pools.open(config.build());
      CountDownLatch enough = new CountDownLatch(1);
      List<Caller<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.start("caller-" + i, () -> exchangeUntil(enough, pool)));
      }
      Eventually.check(() -> assertThat(old.open()).isPositive());

      names.serve("_echo._tcp", SECOND, server(0, other)).reload();

      Eventually.check(() -> assertThat(other.open()).isPositive());
      Eventually.check(() -> assertThat(old.open()).isZero());
      enough.countDown();
      for (Caller<Integer> caller : callers) {
        assertThat(caller.await()).isPositive();
      }
      assertThat(pool.stats(SERVICE).errors()).isZero();
      pools.close();
    }
  }

  private static int exchangeUntil(CountDownLatch enough, ConnectionPool pool) throws Exception {
    int exchanges = 0;
    while (enough.getCount() > 0) {
      assertThat(Tokens.exchange(pool, SERVICE, "token")).isEqualTo("token");
      exchanges++;
    }
    return exchanges;
  }

  @Test
  void aServerMustProveToBeTheDomainOrWhatTheEndpointSays(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.tls(LoopbackServer::echo)) {
      names.serve("_echo._tcp", SECOND, server(0, server)).start();
      ConnectionPool pool = pools.open(config.tls(Certificates.trusting()).build());
      Endpoint service = Endpoint.service("_echo._tcp.test");

      PoolException refused =
          catchThrowableOfType(PoolException.class, () -> pool.acquire(service).close());
      assertThat(refused.error())
          .isInstanceOfSatisfying(
              PoolError.TlsFailed.class,
              error -> assertThat(error.reason()).isEqualTo(PoolError.TlsFailure.HOST_NAME));

      Endpoint named = service.withServerName("localhost");
      assertThat(Tokens.exchange(pool, named, "token")).isEqualTo("token");
      pools.close();
    }
  }

  @Test
  void aServiceThatIsNotOfferedIsAFailureOfItsName(Pools pools) throws Exception {
    names.serve("_none._tcp", SECOND).start();
    ConnectionPool pool = pools.open(config.build());

    PoolException failure =
        catchThrowableOfType(
            PoolException.class, () -> pool.acquire(Endpoint.service("_none._tcp.test")).close());

    assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("_none._tcp.test"));
  }
}
