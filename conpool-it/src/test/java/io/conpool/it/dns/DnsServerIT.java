package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.Caller;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.Names;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names of a real DNS server, where one is installed. */
@OnEachKindOfThread
class DnsServerIT {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int CALLERS = 4;

  private NsdServer names;
  private CountingResolver resolver;

  @BeforeEach
  void makeServer() throws IOException {
    names = new NsdServer();
    resolver = new CountingResolver(names.address());
  }

  @AfterEach
  void endServer(Pools pools) throws Exception {
    pools.close();
    if (names != null) {
      names.close();
    }
  }

  private PoolConfig.Builder config() {
    return PoolConfig.builder().providers(resolver).connectRetryCount(0);
  }

  private static PoolException failure(ConnectionPool pool, Endpoint endpoint) {
    PoolException failure =
        catchThrowableOfType(PoolException.class, () -> pool.acquire(endpoint).close());
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void aNameIsAskedForOnceInItsTimeToLive(Pools pools) throws Exception {
    names.put("peer", MINUTE, "127.0.0.1").start();
    try (LoopbackServer one = LoopbackServer.plain(LoopbackServer::echo);
        LoopbackServer other = LoopbackServer.plain(LoopbackServer::echo)) {
      ConnectionPool pool = pools.open(config().build());

      for (LoopbackServer server : List.of(one, other)) {
        Endpoint endpoint = Endpoint.plaintext("peer.test", server.port());
        assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");
      }

      assertThat(resolver.askedForFour()).isEqualTo(1);
      assertThat(one.accepted()).isEqualTo(1);
      assertThat(other.accepted()).isEqualTo(1);
      pools.close();
    }
  }

  @Test
  void anAnswerThatChangesUnderLoadFailsNoRequest(Pools pools, ThreadKind threads)
      throws Exception {
    int port = Ports.free();
    names.put("peer", SECOND, "127.0.0.2", "127.0.0.3").start();
    try (LoopbackServer first = server("127.0.0.2", port);
        LoopbackServer second = server("127.0.0.3", port);
        LoopbackServer third = server("127.0.0.4", port);
        LoopbackServer fourth = server("127.0.0.5", port)) {
      ConnectionPool pool = pools.open(config().build());
      Endpoint endpoint = Endpoint.plaintext("peer.test", port);
      CountDownLatch enough = new CountDownLatch(1);
      List<Caller<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.start("caller-" + i, () -> exchangeUntil(enough, pool, endpoint)));
      }
      Eventually.check(() -> assertThat(List.of(first.open(), second.open())).doesNotContain(0));

      names.put("peer", SECOND, "127.0.0.4", "127.0.0.5").reload();

      Eventually.check(() -> assertThat(third.open() + fourth.open()).isPositive());
      Eventually.check(() -> assertThat(first.open() + second.open()).isZero());
      enough.countDown();
      for (Caller<Integer> caller : callers) {
        assertThat(caller.await()).isPositive();
      }
      assertThat(pool.stats(endpoint).errors()).isZero();
      pools.close();
    }
  }

  private static LoopbackServer server(String address, int port) throws IOException {
    return LoopbackServer.plain(
        new InetSocketAddress(Names.literal(address), port), LoopbackServer::echo);
  }

  private static int exchangeUntil(CountDownLatch enough, ConnectionPool pool, Endpoint endpoint)
      throws Exception {
    int exchanges = 0;
    while (enough.getCount() > 0) {
      assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");
      exchanges++;
    }
    return exchanges;
  }

  @Test
  void aNameThatDoesNotExistFailsAtOnce(Pools pools) throws Exception {
    names.start();
    ConnectionPool pool = pools.open(config().connectRetryCount(3).build());

    PoolException failure = failure(pool, Endpoint.plaintext("absent.test", 80));

    assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("absent.test"));
    assertThat(failure)
        .cause()
        .cause()
        .isInstanceOfSatisfying(
            DnsException.class,
            e -> assertThat(e.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME));
    assertThat(resolver.askedForFour()).as("it is not asked for again").isEqualTo(1);
  }

  @Test
  void aServerThatIsDownIsAskedAgainUntilTheTriesAreUsedUp(Pools pools) throws Exception {
    ConnectionPool pool =
        pools.open(config().connectRetryCount(2).connectRetryDelay(Duration.ofMillis(10)).build());

    PoolException failure = failure(pool, Endpoint.plaintext("peer.test", 80));

    assertThat(failure.error()).isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
    assertThat(failure).hasMessageContaining("after 2 retry attempts");
    assertThat(resolver.askedForFour()).isEqualTo(3);
  }

  @Test
  void aServerThatComesBackIsNoticedByTheNextTry(Pools pools, ThreadKind threads) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      ConnectionPool pool =
          pools.open(
              config().connectRetryCount(9).connectRetryDelay(Duration.ofMillis(20)).build());
      Endpoint endpoint = Endpoint.plaintext("peer.test", server.port());
      Caller<String> caller =
          threads.start("caller", () -> Tokens.exchange(pool, endpoint, "token"));
      Eventually.check(() -> assertThat(resolver.askedForFour()).isGreaterThan(1));

      names.put("peer", MINUTE, "127.0.0.1").start();

      assertThat(caller.await()).isEqualTo("token");
      assertThat(pool.stats(endpoint).errors()).isZero();
      pools.close();
    }
  }
}
