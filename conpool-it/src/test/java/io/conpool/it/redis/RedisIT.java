package io.conpool.it.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.DuplexStream;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.it.support.Caller;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.ThreadKind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis client on conpool, counted by Redis. */
@OnEachKindOfThread
@OnEachPairOfProviders
class RedisIT {

  private static final int MEBIBYTE = 1 << 20;

  private static final RedisPeer REDIS = new RedisPeer();

  private final Endpoint endpoint = Endpoint.plaintext("127.0.0.1", REDIS.port());
  private long acceptedBefore;

  @BeforeAll
  static void startRedis() throws IOException {
    REDIS.start();
  }

  @AfterAll
  static void stopRedis() throws IOException {
    REDIS.close();
  }

  @BeforeEach
  void countConnections() throws IOException {
    REDIS.start(); // a test that failed may have left it dead
    acceptedBefore = REDIS.accepted();
  }

  @AfterEach
  void redisHasNoConnectionLeft(Pools pools) {
    pools.close();
    Eventually.check(() -> assertThat(REDIS.open()).isZero());
  }

  @Test
  void exchangesShareOneConnection(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(PoolConfig.defaults());
    RespClient redis = new RespClient(pool, endpoint);

    for (int i = 0; i < 100; i++) {
      assertThat(redis.ping()).isEqualTo("PONG");
    }

    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(1);
    assertThat(REDIS.open()).isEqualTo(1).isEqualTo(pool.stats(endpoint).idle());
    assertThat(pool.stats(endpoint).totalReused()).isEqualTo(99);
  }

  @Test
  void aUnixDomainSocketIsAsGood(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(PoolConfig.defaults());
    RespClient redis = new RespClient(pool, Endpoint.unix(REDIS.socket()));
    byte[] value = new byte[MEBIBYTE];
    new Random(2).nextBytes(value);

    redis.set("blob", value);
    for (int i = 0; i < 10; i++) {
      assertThat(redis.get("blob")).isEqualTo(ByteBuffer.wrap(value));
    }

    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(1);
    assertThat(REDIS.open()).isEqualTo(1).isEqualTo(pool.total().idle());
  }

  @Test
  void anErrorOfTheServerCompletesTheExchange(Pools pools) throws IOException {
    RespClient redis = new RespClient(pools.open(PoolConfig.defaults()), endpoint);

    assertThat(redis.call("NO-SUCH-COMMAND")).isInstanceOf(RespReply.Failure.class);
    assertThat(redis.ping()).isEqualTo("PONG");

    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(1);
  }

  @Test
  void aMebibyteComesBackByteForByte(Pools pools) throws IOException {
    RespClient redis = new RespClient(pools.open(PoolConfig.defaults()), endpoint);
    byte[] value = new byte[MEBIBYTE];
    new Random(1).nextBytes(value);

    for (int i = 0; i < 10; i++) {
      value[i] = (byte) ~value[i];
      redis.set("blob", value);
      assertThat(redis.get("blob")).isEqualTo(ByteBuffer.wrap(value));
    }

    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(1);
  }

  @Test
  void aThousandCommandsGoInOneWrite(Pools pools) throws IOException {
    RespClient redis = new RespClient(pools.open(PoolConfig.defaults()), endpoint);
    redis.call("DEL", "counter");

    List<RespReply> replies = redis.pipeline(Collections.nCopies(1000, List.of("INCR", "counter")));

    assertThat(replies)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 1000).mapToObj(RespReply.Numeric::new).toList());
    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(1);
  }

  @Test
  void callersBeyondTheLimitShareItsConnections(Pools pools, ThreadKind threads) throws Exception {
    ConnectionPool pool = pools.open(PoolConfig.builder().maxConnectionsPerEndpoint(4).build());
    RespClient redis = new RespClient(pool, endpoint);

    List<Caller<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = "caller-" + i;
      callers.add(
          threads.start(
              name,
              () -> {
                for (int round = 0; round < 50; round++) {
                  byte[] value = (name + "-" + round).getBytes(UTF_8);
                  redis.set(name, value);
                  assertThat(redis.get(name)).isEqualTo(ByteBuffer.wrap(value));
                }
                return true;
              }));
    }
    for (Caller<Boolean> caller : callers) {
      assertThat(caller.await()).isTrue();
    }

    assertThat(REDIS.accepted() - acceptedBefore).isBetween(1L, 4L);
    assertThat(REDIS.open()).isEqualTo(pool.stats(endpoint).idle());
    assertThat(pool.stats(endpoint).totalCreated() + pool.stats(endpoint).totalReused())
        .isGreaterThanOrEqualTo(40 * 50 * 2);
  }

  @Test
  void anIdleConnectionExpires(Pools pools) throws IOException {
    CloseReasons reasons = new CloseReasons();
    ConnectionPool pool =
        pools.open(
            PoolConfig.builder().maxIdleTime(Duration.ofMillis(200)).listener(reasons).build());
    RespClient redis = new RespClient(pool, endpoint);

    redis.ping();
    assertThat(REDIS.open()).isEqualTo(1);

    Eventually.check(() -> assertThat(REDIS.open()).isZero());
    Eventually.check(() -> assertThat(reasons.all()).containsExactly(CloseReason.IDLE_TIMEOUT));
    assertThat(redis.ping()).isEqualTo("PONG");
    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(2);
  }

  @Test
  void anOldConnectionIsReplaced(Pools pools) throws IOException {
    CloseReasons reasons = new CloseReasons();
    ConnectionPool pool =
        pools.open(
            PoolConfig.builder()
                .maxConnectionLifetime(Duration.ofMillis(300))
                .listener(reasons)
                .build());
    RespClient redis = new RespClient(pool, endpoint);

    Eventually.check(
        () -> {
          assertThat(redis.ping()).isEqualTo("PONG");
          assertThat(REDIS.accepted() - acceptedBefore).isGreaterThanOrEqualTo(2);
        });

    assertThat(reasons.all()).isNotEmpty().containsOnly(CloseReason.LIFETIME);
  }

  @Test
  void aConnectionServesAsManyLeasesAsAllowed(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(PoolConfig.builder().maxConnectionUses(5).build());
    RespClient redis = new RespClient(pool, endpoint);

    for (int i = 0; i < 20; i++) {
      assertThat(redis.ping()).isEqualTo("PONG");
    }

    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(4);
  }

  @Test
  void aKilledServerCostsOnlyItsLeases(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(PoolConfig.builder().maxConnectionsPerEndpoint(15).build());
    List<Connection> leased = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      Connection connection = pool.acquire(endpoint);
      assertThat(RespClient.ping(connection)).isEqualTo("PONG");
      leased.add(connection);
    }
    for (int i = 0; i < 10; i++) {
      leased.remove(0).release();
    }
    assertThat(REDIS.open()).isEqualTo(15);

    REDIS.kill();
    REDIS.start();

    for (Connection connection : leased) {
      assertThat(catchThrowable(() -> pingForEver(connection)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + REDIS.port());
      connection.release();
    }
    for (int i = 0; i < 100; i++) {
      try (Connection connection = pool.acquire(endpoint)) {
        assertThat(RespClient.ping(connection)).isEqualTo("PONG");
        connection.release();
      }
    }
    assertThat(REDIS.accepted()).as("dials since the restart").isEqualTo(1);
    assertThat(pool.stats(endpoint).totalCreated()).isEqualTo(16);
    assertThat(pool.stats(endpoint).totalClosed()).isEqualTo(15);
  }

  /** Writes without reading: the first write to a dead peer may still find room in a buffer. */
  private static void pingForEver(Connection connection) throws IOException {
    while (true) {
      connection.outputStream().write("PING\r\n".getBytes(UTF_8));
    }
  }

  @Test
  void aFrozenServersLateAnswersReachNobody(Pools pools) throws Exception {
    CloseReasons reasons = new CloseReasons();
    ConnectionPool pool =
        pools.open(
            PoolConfig.builder()
                .readTimeout(Duration.ofMillis(200))
                .healthCheck(RedisIT::isHealthy)
                .healthCheckTimeout(Duration.ofMillis(200))
                .listener(reasons)
                .build());
    RespClient redis = new RespClient(pool, endpoint);
    assertThat(echo(redis, "before")).isEqualTo("before");

    REDIS.freeze();
    try {
      assertThatThrownBy(() -> echo(redis, "frozen"))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("127.0.0.1:" + REDIS.port());
    } finally {
      REDIS.thaw();
    }

    for (int i = 0; i < 10; i++) {
      assertThat(echo(redis, "after " + i)).isEqualTo("after " + i);
    }
    assertThat(reasons.all())
        .containsExactly(CloseReason.HEALTH_CHECK_FAILED, CloseReason.NOT_RELEASED);
    assertThat(REDIS.accepted() - acceptedBefore).isEqualTo(3);
  }

  private static boolean isHealthy(DuplexStream stream) throws IOException {
    stream.write(ByteBuffer.wrap("PING\r\n".getBytes(UTF_8)));
    return new String(stream.inputStream().readNBytes(7), UTF_8).equals("+PONG\r\n");
  }

  private static String echo(RespClient redis, String text) throws IOException {
    return ((RespReply.Bulk) redis.call("ECHO", text)).text();
  }

  @Test
  void callersWhoWaitForARestartAreServed(Pools pools, ThreadKind threads) throws Exception {
    ConnectionPool pool =
        pools.open(
            PoolConfig.builder()
                .maxConnectionsPerEndpoint(2)
                .connectRetryCount(10)
                .connectRetryDelay(Duration.ofMillis(10))
                .build());
    RespClient redis = new RespClient(pool, endpoint);
    redis.ping();

    REDIS.kill();
    List<Caller<String>> callers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      callers.add(threads.start("caller-" + i, redis::ping));
    }
    Eventually.check(() -> assertThat(pool.total().waiting()).isEqualTo(10));
    REDIS.start();

    for (Caller<String> caller : callers) {
      assertThat(caller.await()).isEqualTo("PONG");
    }
    assertThat(REDIS.accepted()).isBetween(1L, 2L);
  }
}
