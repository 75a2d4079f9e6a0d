package io.conpool.it.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.Caller;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.FaultProxy;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.Pools;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through a TLS provider's engines after the handshake, and how it ends. */
abstract class TlsStreamContract extends TlsSuite {

  private static final int SMALL = 8192;

  TlsStreamContract(String provider) {
    super(provider);
  }

  private static JavaTlsServer serve(String version, JavaTlsServer.Session session)
      throws Exception {
    return JavaTlsServer.start(ServerPlan.of(Pki.SERVER, version), session);
  }

  private static void sendBack(SSLSocket client, Socket raw) throws IOException {
    LoopbackServer.echo(client);
  }

  private ConnectionPool open(Pools pools, String version) {
    return open(pools, Pki.trusting(version).build());
  }

  /** Sends random bytes from a thread of its own, and sees them come back meanwhile. */
  private static void echo(Connection connection, int length, ThreadKind threads) throws Exception {
    byte[] message = new byte[length];
    new Random(length).nextBytes(message);
    Caller<Integer> writer =
        threads.start("writer", () -> connection.write(ByteBuffer.wrap(message)));
    ByteBuffer back = ByteBuffer.allocate(length);
    while (back.hasRemaining() && connection.read(back) >= 0) {
      // more is to come
    }
    assertThat(writer.await()).isEqualTo(length);
    assertThat(back.array()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, 1",
    "TLSv1.2, 16384",
    "TLSv1.2, 16385",
    "TLSv1.2, 8000000",
    "TLSv1.3, 1",
    "TLSv1.3, 16384",
    "TLSv1.3, 16385",
    "TLSv1.3, 8000000"
  })
  void messagesGoBothWaysAtOnce(String version, int length, Pools pools, ThreadKind threads)
      throws Exception {
    try (JavaTlsServer server = serve(version, TlsStreamContract::sendBack);
        Connection connection = open(pools, version).acquire(at(server.port()))) {
      for (int round = 0; round < 2; round++) {
        echo(connection, length, threads);
      }
      connection.release();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, 1", "TLSv1.2, 7", "TLSv1.3, 1", "TLSv1.3, 7"})
  void theStreamDoesNotDependOnHowTheNetworkSlicesIt(
      String version, int slice, Pools pools, ThreadKind threads) throws Exception {
    try (JavaTlsServer server = serve(version, TlsStreamContract::sendBack);
        SlicingRelay relay = SlicingRelay.to(server, slice);
        Connection connection = open(pools, version).acquire(at(relay.port()))) {
      echo(connection, 20_000, threads);
      connection.release();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void ticketsDoNotDisturbAConnectionThatRests(String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version))) {
      ConnectionPool pool = open(pools, version);
      // Not a byte is read before it rests.
      pool.acquire(at(server.port())).release();
      for (int i = 0; i < 5; i++) {
        try (Connection connection = pool.acquire(at(server.port()))) {
          assertThat(connection.isReused()).isTrue();
          exchange(connection);
          connection.release();
        }
      }
      assertThat(pool.total().totalCreated()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "K"})
  void aKeyUpdateDisturbsNeitherAReaderNorAConnectionThatRests(String order, Pools pools)
      throws Exception {
    try (OpenSslServer server = OpenSslServer.takingOrders(ServerPlan.of(Pki.SERVER, "TLSv1.3"));
        SlicingRelay relay = SlicingRelay.to(server, SMALL)) {
      ConnectionPool pool = open(pools, "TLSv1.3");
      try (Connection connection = pool.acquire(at(relay.port()))) {
        server.type("ready");
        assertThat(Tokens.receive(connection, 6)).isEqualTo("ready\n");
        update(server, order, relay);
        server.type("after an update");
        assertThat(Tokens.receive(connection, 16)).isEqualTo("after an update\n");
        Tokens.send(connection, "heard\n");
        server.awaitLine("heard");
        connection.release();
      }
      update(server, order, relay);
      try (Connection connection = pool.acquire(at(relay.port()))) {
        assertThat(connection.isReused()).isTrue();
        Tokens.send(connection, "still here\n");
        server.awaitLine("still here");
        server.type("so am I");
        assertThat(Tokens.receive(connection, 8)).isEqualTo("so am I\n");
        connection.release();
      }
    }
  }

  @Test
  void aServerThatWantsToRenegotiateFailsTheReader(Pools pools) throws Exception {
    try (OpenSslServer server = OpenSslServer.takingOrders(ServerPlan.of(Pki.SERVER, "TLSv1.2"))) {
      ConnectionPool pool =
          pools.open(
              config(Pki.trusting("TLSv1.2").build()).readTimeout(Duration.ofSeconds(10)).build());
      try (Connection connection = pool.acquire(at(server.port()))) {
        server.type("ready");
        assertThat(Tokens.receive(connection, 6)).isEqualTo("ready\n");
        server.type("R");
        assertThatThrownBy(() -> Tokens.receive(connection, 1))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
        connection.release();
      }
      assertThat(pool.total().idle()).isZero();
    }
  }

  /** Makes a server update its keys, and waits until the client could know. */
  private static void update(OpenSslServer server, String order, SlicingRelay relay)
      throws IOException {
    long before = relay.passed();
    server.type(order);
    Eventually.check(() -> assertThat(relay.passed()).isGreaterThan(before));
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, JDK", "TLSv1.3, JDK", "TLSv1.2, OPENSSL", "TLSv1.3, OPENSSL"})
  void theEndThatAServerAnnouncesIsTheEndOfTheStream(String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version))) {
      ConnectionPool pool = open(pools, version);
      try (Connection connection = pool.acquire(at(server.port()))) {
        exchange(connection);
        Tokens.send(connection, "CLOSE\n");
        ByteBuffer target = ByteBuffer.allocate(1);
        assertThat(connection.read(target)).isEqualTo(-1);
        assertThat(connection.read(target)).isEqualTo(-1);
        connection.release();
      }
      assertThat(pool.total().idle()).isZero();
    }
  }

  /** How a server ends a connection while it rests. */
  enum Ending {
    ANNOUNCED {
      @Override
      void end(SSLSocket client, Socket raw) throws IOException {
        client.close();
      }
    },
    CUT_OFF {
      @Override
      void end(SSLSocket client, Socket raw) throws IOException {
        raw.close();
      }
    },
    GARBAGE {
      @Override
      void end(SSLSocket client, Socket raw) throws IOException {
        raw.getOutputStream().write(new byte[100]);
        raw.close();
      }
    };

    abstract void end(SSLSocket client, Socket raw) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, ANNOUNCED",
    "TLSv1.2, CUT_OFF",
    "TLSv1.2, GARBAGE",
    "TLSv1.3, ANNOUNCED",
    "TLSv1.3, CUT_OFF",
    "TLSv1.3, GARBAGE"
  })
  void nobodyNoticesThatAConnectionAtRestHasEnded(String version, Ending ending, Pools pools)
      throws Exception {
    CountDownLatch rested = new CountDownLatch(1);
    CloseReasons reasons = new CloseReasons();
    try (JavaTlsServer server =
            serve(
                version,
                (client, raw) -> {
                  Reversal.of(client).answer();
                  await(rested);
                  ending.end(client, raw);
                });
        FaultProxy proxy =
            FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      Endpoint endpoint = at(proxy.port());
      ConnectionPool pool =
          pools.open(config(Pki.trusting(version).build()).listener(reasons).build());
      exchange(pool, endpoint);

      rested.countDown();
      Eventually.check(() -> assertThat(proxy.endedByTarget()).isEqualTo(1));

      exchange(pool, endpoint);
      assertThat(proxy.accepted()).isEqualTo(2);
      assertThat(reasons.all()).containsExactly(CloseReason.PEER_CLOSED);
      assertThat(pool.total().errors()).isZero();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("the test has stopped on its way");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anAnswerThatIsCutOffIsNoEndOfTheStream(String version, Pools pools) throws Exception {
    try (JavaTlsServer server =
        serve(
            version,
            (client, raw) -> {
              client.getOutputStream().write("half an ans".getBytes(US_ASCII));
              raw.shutdownOutput();
            })) {
      ConnectionPool pool = open(pools, version);
      try (Connection connection = pool.acquire(at(server.port()))) {
        assertThat(Tokens.receive(connection, 11)).isEqualTo("half an ans");
        assertThatThrownBy(() -> Tokens.receive(connection, 1))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("127.0.0.1:" + server.port());
        connection.release();
      }
      assertThat(pool.total().idle()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aBrokenRecordFailsTheReader(String version, Pools pools) throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (JavaTlsServer server =
        serve(
            version,
            (client, raw) -> {
              client.getOutputStream().write("x".getBytes(US_ASCII));
              raw.getOutputStream().write(sealedNonsense());
              await(read);
            })) {
      ConnectionPool pool = open(pools, version);
      try (Connection connection = pool.acquire(at(server.port()))) {
        assertThat(Tokens.receive(connection, 1)).isEqualTo("x");
        assertThatThrownBy(() -> Tokens.receive(connection, 1)).isInstanceOf(IOException.class);
        connection.release();
      }
      read.countDown();
      assertThat(pool.total().idle()).isZero();
    }
  }

  /** A record of application data that no key opens. */
  private static byte[] sealedNonsense() {
    byte[] record = new byte[5 + 100];
    record[0] = 23;
    record[1] = 3;
    record[2] = 3;
    record[4] = 100;
    return record;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theServerIsToldOfTheEnd(String version, Pools pools) throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (JavaTlsServer server =
        serve(
            version,
            (client, raw) -> {
              try {
                Reversal.of(client).answer();
                end.complete(client.getInputStream().read());
              } catch (IOException e) {
                end.completeExceptionally(e);
              }
            })) {
      ConnectionPool pool = open(pools, version);
      try (Connection connection = pool.acquire(at(server.port()))) {
        exchange(connection);
      }
      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void readingGoesOnAfterTheOutputWasShutDown(String version, Pools pools) throws Exception {
    CountDownLatch shutDown = new CountDownLatch(1);
    try (JavaTlsServer server =
        serve(
            version,
            (client, raw) -> {
              Reversal.of(client).answer();
              await(shutDown);
              client.getOutputStream().write("answer".getBytes(US_ASCII));
            })) {
      ConnectionPool pool = open(pools, version);
      try (Connection connection = pool.acquire(at(server.port()))) {
        exchange(connection);
        connection.shutdownOutput();
        shutDown.countDown();
        assertThat(Tokens.receive(connection, 7)).isEqualTo("answer");
        assertThatThrownBy(() -> Tokens.send(connection, "more")).isInstanceOf(IOException.class);
        connection.release();
      }
      assertThat(pool.total().idle()).isZero();
    }
  }

  @Test
  void theServerReadsTheEndOfWhatWasShutDown(Pools pools) throws Exception {
    // In TLS 1.3 the halves of a connection are closed one by one (RFC 8446, section 6.1).
    try (JavaTlsServer server =
        serve(
            "TLSv1.3",
            (client, raw) -> {
              byte[] question = client.getInputStream().readAllBytes();
              client.getOutputStream().write(question);
            })) {
      ConnectionPool pool = open(pools, "TLSv1.3");
      try (Connection connection = pool.acquire(at(server.port()))) {
        Tokens.send(connection, "a question that has an end");
        connection.shutdownOutput();
        assertThat(Tokens.receive(connection, 100)).isEqualTo("a question that has an end");
        connection.release();
      }
    }
  }
}
