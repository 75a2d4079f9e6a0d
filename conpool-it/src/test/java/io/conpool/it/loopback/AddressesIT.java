package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.conpool.AddressStrategy;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.BlackHole;
import io.conpool.it.support.Caller;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.Names;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import io.conpool.it.support.Security;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names with several addresses, of which some do not work. */
@OnEachKindOfThread
class AddressesIT {

  private static final String NAME = "many.test";
  private static final int ROUNDS = 10;
  private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

  private final Names names = new Names(Duration.ofHours(1));
  private final int port = Ports.free();

  private PoolConfig.Builder config() {
    return Security.config().providers(names);
  }

  private InetSocketAddress at(String literal) {
    return new InetSocketAddress(Names.literal(literal), port);
  }

  private static String[] loopback(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(n -> "127.0.0." + n).toArray(String[]::new);
  }

  /** What is closed at the end of a test. */
  private static final class Opened implements Closeable {
    private final List<Closeable> all = new ArrayList<>();

    <T extends Closeable> T add(T opened) {
      all.add(opened);
      return opened;
    }

    @Override
    public void close() throws IOException {
      for (Closeable each : all) {
        each.close();
      }
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, Names.literal("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void fortyConnectionsSpreadEvenlyOverEightAddresses(Pools pools, ThreadKind threads)
      throws Exception {
    try (Opened opened = new Opened()) {
      for (String address : loopback(1, 8)) {
        opened.add(LoopbackServer.plain(at(address), LoopbackServer::echo));
      }
      names.put(NAME, loopback(1, 8));
      ConnectionPool pool = pools.open(config().maxConnectionsPerEndpoint(40).build());
      Endpoint endpoint = Endpoint.plaintext(NAME, port);
      List<Caller<Connection>> callers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        callers.add(threads.start("c" + i, () -> pool.acquire(endpoint)));
      }
      List<Connection> held = new ArrayList<>();
      Map<InetAddress, Integer> counts = new HashMap<>();
      for (Caller<Connection> caller : callers) {
        Connection connection = caller.await();
        held.add(connection);
        counts.merge(
            ((InetSocketAddress) connection.remoteAddress()).getAddress(), 1, Integer::sum);
      }
      held.forEach(Connection::release);
      assertThat(counts).hasSize(8);
      assertThat(counts.values()).allMatch(count -> count == 5);
    }
  }

  @Test
  void refusedStalledAndTlsBreakingAddressesFailNoRequest(Pools pools, ThreadKind threads)
      throws Exception {
    try (Opened opened = new Opened()) {
      opened.add(new BlackHole(at("127.0.0.3")));
      opened.add(
          LoopbackServer.plain(
              at("127.0.0.4"),
              client -> {
                client
                    .getOutputStream()
                    .write("220 this is no TLS\r\n".getBytes(StandardCharsets.US_ASCII));
                LoopbackServer.keepSilent(client);
              }));
      opened.add(LoopbackServer.plain(at("127.0.0.5"), LoopbackServer::reset));
      for (String address : List.of("127.0.0.1", "127.0.0.6", "127.0.0.7", "127.0.0.8")) {
        opened.add(LoopbackServer.tls(at(address), LoopbackServer::echo));
      }
      List<String> addresses = new ArrayList<>(Arrays.asList(loopback(1, 8)));
      addresses.add("::1"); // preferred to all others, and refused
      names.put(NAME, addresses.toArray(String[]::new));
      ConnectionPool pool = pools.open(config().maxConnectionUses(3).build());
      Endpoint endpoint = Endpoint.tls(NAME, port).withServerName("localhost");
      List<Caller<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String name = "c" + i;
        callers.add(
            threads.start(
                name,
                () -> {
                  for (int message = 0; message < 20; message++) {
                    String token = name + "-" + message;
                    assertThat(Tokens.exchange(pool, endpoint, token)).isEqualTo(token);
                  }
                  return true;
                }));
      }
      for (Caller<Boolean> caller : callers) {
        assertThat(caller.await(Duration.ofSeconds(60))).isTrue();
      }
      assertThat(pool.stats(endpoint).errors()).isZero();
      assertThat(pool.stats(endpoint).attemptsFailed()).isPositive();
    }
  }

  @Test
  void aRefusedFirstAddressCostsNextToNothingAndAStalledOneTheAttemptDelay(Pools pools)
      throws Exception {
    try (Opened opened = new Opened()) {
      opened.add(new BlackHole(at("127.0.0.2")));
      opened.add(LoopbackServer.plain(at("127.0.0.1"), LoopbackServer::echo));
      long straight = fastestDial(pools, "127.0.0.1");
      long refused = fastestDial(pools, "127.0.0.9", "127.0.0.1");
      long stalled = fastestDial(pools, "127.0.0.2", "127.0.0.1");
      assertThat(Duration.ofNanos(refused - straight)).isLessThan(Duration.ofMillis(5));
      assertThat(Duration.ofNanos(stalled - straight))
          .isBetween(ATTEMPT_DELAY.minusMillis(50), ATTEMPT_DELAY.plusMillis(50));
    }
  }

  @Test
  void aStalledFirstFamilyCostsTheAttemptDelay(Pools pools) throws Exception {
    assumeTrue(hasIpv6(), "no IPv6 on loopback");
    try (Opened opened = new Opened()) {
      opened.add(new BlackHole(at("::1")));
      opened.add(LoopbackServer.plain(at("127.0.0.1"), LoopbackServer::echo));
      long straight = fastestDial(pools, "127.0.0.1");
      long stalled = fastestDial(pools, "::1", "127.0.0.1");
      assertThat(Duration.ofNanos(stalled - straight))
          .isBetween(ATTEMPT_DELAY.minusMillis(50), ATTEMPT_DELAY.plusMillis(50));
    }
  }

  /** The least of some dials, for the machine may be busy; in the order given. */
  private long fastestDial(Pools pools, String... addresses) throws IOException {
    names.put(NAME, addresses);
    long fastest = Long.MAX_VALUE;
    for (int round = 0; round < 4; round++) {
      ConnectionPool pool = pools.open(config().addressStrategy(AddressStrategy.ORDERED).build());
      long start = System.nanoTime();
      pool.acquire(Endpoint.plaintext(NAME, port)).release();
      fastest = Math.min(fastest, System.nanoTime() - start);
      pool.close();
    }
    return fastest;
  }

  private static String[] thousand() {
    return IntStream.range(0, 1000)
        .mapToObj(n -> "127.1." + n / 250 + "." + (1 + n % 250))
        .toArray(String[]::new);
  }

  @Test
  void aThousandStalledAddressesEndAtTheConnectTimeout(Pools pools) throws Exception {
    Duration timeout = Duration.ofSeconds(1);
    try (BlackHole everywhere = new BlackHole(new InetSocketAddress(port))) {
      assertThat(everywhere.port()).isEqualTo(port);
      names.put(NAME, thousand());
      ConnectionPool pool = pools.open(config().connectTimeout(timeout).build());
      Endpoint endpoint = Endpoint.plaintext(NAME, port);

      PoolException failure = Failure.within(timeout, () -> pool.acquire(endpoint));

      assertThat(failure.error()).isEqualTo(new PoolError.ConnectionTimeout(endpoint, timeout));
      assertThat(failure.getCause()).isNotNull();
    }
  }

  @Test
  void aThousandStalledAddressesEndAtTheCallersOwnDeadlineWhereThatIsFirst(Pools pools)
      throws Exception {
    Duration own = Duration.ofSeconds(1);
    try (BlackHole everywhere = new BlackHole(new InetSocketAddress(port))) {
      assertThat(everywhere.port()).isEqualTo(port);
      names.put(NAME, thousand());
      Endpoint endpoint = Endpoint.plaintext(NAME, port);
      long fastest = Long.MAX_VALUE; // the least of some, for the machine may be busy
      for (int round = 0; round < 3; round++) {
        ConnectionPool pool = pools.open(config().connectTimeout(Duration.ofSeconds(10)).build());
        long start = System.nanoTime();
        PoolException failure = Failure.within(own, () -> pool.acquire(endpoint, own));
        fastest = Math.min(fastest, System.nanoTime() - start);
        assertThat(failure.error()).isEqualTo(new PoolError.ConnectionTimeout(endpoint, own));
        pool.close();
      }
      assertThat(Duration.ofNanos(fastest)).isLessThan(own.plusMillis(100));
    }
  }

  /** That no descriptor is left is looked at after each test. */
  @Test
  void whoeverLosesARaceIsClosed(Pools pools) throws Exception {
    try (Opened opened = new Opened()) {
      opened.add(new BlackHole(at("127.0.0.2")));
      opened.add(LoopbackServer.plain(at("127.0.0.1"), LoopbackServer::echo));
      opened.add(LoopbackServer.plain(at("127.0.0.3"), LoopbackServer::echo));
      names.put(NAME, "127.0.0.2", "127.0.0.1", "127.0.0.3");
      ConnectionPool pool =
          pools.open(config().attemptDelay(Duration.ofMillis(10)).maxConnectionUses(1).build());
      for (int round = 0; round < ROUNDS; round++) {
        String token = "round-" + round;
        assertThat(Tokens.exchange(pool, Endpoint.plaintext(NAME, port), token)).isEqualTo(token);
      }
      assertThat(pool.total().totalCreated()).isEqualTo(ROUNDS);
    }
  }

  @Test
  void aChangingAnswerUnderLoadFailsNoRequest(Pools pools, ThreadKind threads) throws Exception {
    Names changing = new Names(Duration.ZERO);
    try (Opened opened = new Opened()) {
      for (String address : loopback(1, 8)) {
        opened.add(LoopbackServer.plain(at(address), LoopbackServer::echo));
      }
      changing.put(NAME, loopback(1, 4));
      ConnectionPool pool =
          pools.open(
              Security.config()
                  .providers(changing)
                  .minDnsTtl(Duration.ZERO)
                  .maxConnectionUses(20)
                  .maxConnectionsPerEndpoint(6)
                  .build());
      Endpoint endpoint = Endpoint.plaintext(NAME, port);
      List<Caller<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "c" + i;
        callers.add(
            threads.start(
                name,
                () -> {
                  for (int message = 0; message < 500; message++) {
                    String token = name + "-" + message;
                    assertThat(Tokens.exchange(pool, endpoint, token)).isEqualTo(token);
                    if (name.equals("c0")) {
                      int first = 1 + message / 50 % 5;
                      changing.put(NAME, loopback(first, first + 3));
                    }
                  }
                  return true;
                }));
      }
      for (Caller<Boolean> caller : callers) {
        assertThat(caller.await(Duration.ofSeconds(60))).isTrue();
      }
      assertThat(pool.total().errors()).isZero();
      assertThat(changing.asked()).isGreaterThan(2);
    }
  }
}
