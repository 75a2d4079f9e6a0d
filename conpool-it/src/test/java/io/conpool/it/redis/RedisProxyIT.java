package io.conpool.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.Proxy;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.ProxyServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis client on conpool through real proxies, counted by Redis. */
@OnEachKindOfThread
@OnEachPairOfProviders
class RedisProxyIT {

  private static final int MEBIBYTE = 1 << 20;

  private static RedisPeer server;

  @BeforeAll
  static void startRedis() throws IOException {
    server = new RedisPeer();
    server.start();
  }

  @AfterAll
  static void stopRedis() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void exchangesShareOneConnection(ProxyServer.Kind kind, Pools pools) throws IOException {
    try (ProxyServer proxy = ProxyServer.open(kind)) {
      exchange(proxy.proxy(), pools);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchangesThroughAGuardedProxyShareOneConnection(ProxyServer.Kind kind, Pools pools)
      throws IOException {
    try (ProxyServer proxy = ProxyServer.guarded(kind)) {
      exchange(proxy.proxy().withCredentials(ProxyServer.USER, ProxyServer.PASSWORD), pools);
    }
  }

  private static void exchange(Proxy proxy, Pools pools) throws IOException {
    long acceptedBefore = server.accepted();
    Endpoint endpoint = Endpoint.plaintext("127.0.0.1", server.port()).withProxy(proxy);
    ConnectionPool pool = pools.open(PoolConfig.defaults());
    RespClient redis = new RespClient(pool, endpoint);
    byte[] value = new byte[MEBIBYTE];
    new Random(3).nextBytes(value);

    redis.set("blob", value);
    for (int i = 0; i < 10; i++) {
      assertThat(redis.ping()).isEqualTo("PONG");
      assertThat(redis.get("blob")).isEqualTo(ByteBuffer.wrap(value));
    }

    assertThat(server.accepted() - acceptedBefore).isEqualTo(1);
    assertThat(server.open()).isEqualTo(1).isEqualTo(pool.stats(endpoint).idle());
    pools.close();
    Eventually.check(() -> assertThat(server.open()).as("left open").isZero());
  }
}
