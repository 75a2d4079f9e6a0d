package io.conpool.it.loopback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.FaultProxy;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What peers do to idle connections, and that no caller notices. */
@OnEachKindOfThread
class PeerGoneIT {

  /** What happens to idle connections. */
  enum Fault {
    RESET {
      @Override
      void strike(FaultProxy proxy) throws Exception {
        proxy.reset();
      }
    },
    CUT {
      @Override
      void strike(FaultProxy proxy) throws Exception {
        proxy.cut();
      }
    },
    HALF_CLOSED {
      @Override
      void strike(FaultProxy proxy) {
        proxy.halfClose();
      }
    },
    STRAY_BYTES {
      @Override
      void strike(FaultProxy proxy) throws Exception {
        proxy.inject("nobody asked for this".getBytes(US_ASCII));
      }
    };

    abstract void strike(FaultProxy proxy) throws Exception;

    /** Under TLS, bytes that are no record break the stream. */
    CloseReason reason(Security security) {
      return this == STRAY_BYTES && security == Security.PLAIN
          ? CloseReason.UNREAD_DATA
          : CloseReason.PEER_CLOSED;
    }
  }

  private static Stream<Arguments> faults() {
    return Stream.of(Security.values())
        .flatMap(security -> Stream.of(Fault.values()).map(fault -> Arguments.of(security, fault)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whenAllIdleConnectionsAreDeadTheNextCallerDialsOnce(
      Security security, Fault fault, Pools pools) throws Exception {
    CloseReasons reasons = new CloseReasons();
    try (LoopbackServer server = security.serve(LoopbackServer::echo);
        FaultProxy proxy =
            FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      Endpoint endpoint = security.endpoint(proxy.port());
      ConnectionPool pool = pools.open(Security.config().listener(reasons).build());
      idle(pool, endpoint, 5);

      try (Socket witness = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        Eventually.check(() -> assertThat(proxy.accepted()).isEqualTo(6));
        fault.strike(proxy);
        awaitFault(witness);
      }

      for (int i = 0; i < 20; i++) {
        assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");
      }
      assertThat(proxy.accepted()).isEqualTo(7);
      assertThat(reasons.all()).hasSize(5).containsOnly(fault.reason(security));
      assertThat(pool.total().errors()).isZero();
    }
  }

  /** The network needs a moment: what came last to a last connection has come to the others. */
  private static void awaitFault(Socket witness) {
    try {
      assertThat(witness.getInputStream().read()).isIn(-1, (int) 'n');
    } catch (IOException e) {
      // reset
    }
  }

  private static void idle(ConnectionPool pool, Endpoint endpoint, int count) throws IOException {
    List<Connection> leased = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Connection connection = pool.acquire(endpoint);
      assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
      leased.add(connection);
    }
    leased.forEach(Connection::release);
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatClosesAfterItsAnswerIsDialedAgain(Security security, Pools pools)
      throws IOException {
    try (LoopbackServer server =
        security.serve(
            client -> client.getOutputStream().write(client.getInputStream().readNBytes(5)))) {
      Endpoint endpoint = security.endpoint(server.port());
      ConnectionPool pool = pools.open(Security.config().build());

      for (int i = 1; i <= 50; i++) {
        assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");
        Eventually.check(() -> assertThat(server.open()).isZero());
        assertThat(server.accepted()).isEqualTo(i);
      }

      assertThat(pool.total().errors()).isZero();
    }
  }
}
