package io.conpool.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.it.support.Caller;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.FaultProxy;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.ThreadKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTP/1.1 client on conpool, counted by the JDK's HTTPS server. */
@OnEachKindOfThread
@OnEachPairOfProviders
class HttpsIT {

  private static HttpsPeer server;

  private final PoolConfig config =
      PoolConfig.builder().tls(Certificates.trusting()).connectRetryCount(0).build();
  private FaultProxy counter;
  private Endpoint endpoint;
  private int clientsBefore;

  @BeforeAll
  static void startServer() throws IOException {
    server = new HttpsPeer(InetAddress.getLoopbackAddress());
    server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openDoor() throws IOException {
    counter = FaultProxy.to(server.address());
    endpoint = Endpoint.tls("localhost", counter.port());
    clientsBefore = server.clients();
  }

  @AfterEach
  void noConnectionIsLeft(Pools pools) throws IOException {
    pools.close();
    Eventually.check(() -> assertThat(counter.open()).isZero());
    counter.close();
  }

  @Test
  void requestsShareOneConnection(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    KeepAliveClient client = new KeepAliveClient(pool, endpoint);

    for (int i = 0; i < 50; i++) {
      assertThat(client.send(HttpRequest.get("/fixed/10")).body()).isEqualTo(HttpsPeer.content(10));
    }

    assertThat(server.clients() - clientsBefore).isEqualTo(1);
    assertThat(counter.open()).isEqualTo(1).isEqualTo(pool.total().idle());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8192, 16384, 16385, 1_000_000})
  void bodiesAreReadToTheirExactEnd(int length, Pools pools) throws IOException {
    KeepAliveClient client = new KeepAliveClient(pools.open(config), endpoint);
    ByteBuffer content = HttpsPeer.content(length);

    for (int i = 0; i < 3; i++) {
      assertThat(client.send(HttpRequest.get("/fixed/" + length)).body()).isEqualTo(content);
      assertThat(client.send(HttpRequest.get("/chunked/" + length)).body()).isEqualTo(content);
      assertThat(client.send(HttpRequest.post("/echo", content)).body()).isEqualTo(content);
      assertThat(client.send(HttpRequest.get("/empty")).status()).isEqualTo(204);
      assertThat(client.send(HttpRequest.head("/fixed/" + length)).headers())
          .containsEntry("content-length", Integer.toString(length));
    }

    assertThat(server.clients() - clientsBefore).isEqualTo(1);
  }

  @Test
  void theLastResponseOfAConnectionEndsIt(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    KeepAliveClient client = new KeepAliveClient(pool, endpoint);

    assertThat(client.send(HttpRequest.get("/last")).isLast()).isTrue();

    assertThat(pool.total().idle()).isZero();
    assertThat(client.send(HttpRequest.get("/fixed/1")).status()).isEqualTo(200);
    assertThat(server.clients() - clientsBefore).isEqualTo(2);
  }

  @Test
  void callersBeyondTheLimitShareItsConnections(Pools pools, ThreadKind threads) throws Exception {
    ConnectionPool pool = pools.open(config.toBuilder().maxConnectionsPerEndpoint(3).build());
    KeepAliveClient client = new KeepAliveClient(pool, endpoint);

    List<Caller<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ByteBuffer content = HttpsPeer.content(1000 + i);
      callers.add(
          threads.start(
              "caller-" + i,
              () -> {
                for (int round = 0; round < 20; round++) {
                  assertThat(client.send(HttpRequest.post("/echo", content)).body())
                      .isEqualTo(content);
                }
                return true;
              }));
    }
    for (Caller<Boolean> caller : callers) {
      assertThat(caller.await()).isTrue();
    }

    assertThat(server.clients() - clientsBefore).isBetween(1, 3);
    assertThat(counter.open()).isEqualTo(pool.total().idle());
  }

  @Test
  void anIdleConnectionExpires(Pools pools) throws IOException {
    CloseReasons reasons = new CloseReasons();
    ConnectionPool pool =
        pools.open(
            config.toBuilder().maxIdleTime(Duration.ofMillis(200)).listener(reasons).build());
    KeepAliveClient client = new KeepAliveClient(pool, endpoint);
    client.send(HttpRequest.get("/fixed/1"));

    Eventually.check(() -> assertThat(counter.open()).isZero());
    Eventually.check(() -> assertThat(reasons.all()).containsExactly(CloseReason.IDLE_TIMEOUT));
    assertThat(client.send(HttpRequest.get("/fixed/1")).status()).isEqualTo(200);

    assertThat(server.clients() - clientsBefore).isEqualTo(2);
  }

  @Test
  void aRestartedServerIsUsedAgain(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    KeepAliveClient client = new KeepAliveClient(pool, endpoint);
    for (int i = 0; i < 3; i++) {
      assertThat(client.send(HttpRequest.get("/fixed/1")).status()).isEqualTo(200);
    }

    server.stop();
    Eventually.check(() -> assertThat(counter.endedByTarget()).isEqualTo(1));
    server.start();

    for (int i = 0; i < 10; i++) {
      assertThat(client.send(HttpRequest.get("/fixed/1")).status()).isEqualTo(200);
    }
    assertThat(server.clients() - clientsBefore).isEqualTo(2);
  }
}
