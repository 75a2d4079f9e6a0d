package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolListener;
import io.conpool.PoolStats;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which connections are reused, and how dead ones are found out and replaced. */
class ReuseTest {

  /** What one holder does before it lets go. */
  @FunctionalInterface
  private interface Use {
    void use(SimulatedPool simulated, Connection connection) throws Exception;
  }

  /** What the peer does to an idle connection. */
  @FunctionalInterface
  private interface Doing {
    void on(ServerConnection connection) throws IOException;
  }

  /** Notes why connections were closed. */
  private static final class Reasons implements PoolListener {

    private final List<CloseReason> seen = new ArrayList<>();

    @Override
    public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
      seen.add(reason);
    }
  }

  private static void isNotReused(CloseReason expected, Use use) {
    Reasons reasons = new Reasons();
    run(
        config -> {
          reasons.seen.clear();
          return config.listener(reasons);
        },
        simulated -> {
          use.use(simulated, simulated.pool.acquire(ECHO));
          simulated.settle();
          try (Connection next = simulated.pool.acquire(ECHO)) {
            assertThat(next.isReused()).isFalse();
            exchange(next, "clean");
            next.release();
          }
          assertThat(reasons.seen).containsExactly(expected);
        });
  }

  @Test
  void aReleasedConnectionIsReused() {
    run(
        config -> config,
        simulated -> {
          simulated.use(ECHO, "first");
          try (Connection again = simulated.pool.acquire(ECHO)) {
            assertThat(again.isReused()).isTrue();
            exchange(again, "second");
            again.release();
          }
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(1);
          assertThat(stats.totalReused()).isEqualTo(1);
          assertThat(stats.totalClosed()).isZero();
        });
  }

  @Test
  void theMostRecentlyReturnedConnectionIsReusedFirst() {
    run(
        config -> config,
        simulated -> {
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            Connection connection = simulated.pool.acquire(ECHO);
            connection.attach(i);
            held.add(connection);
          }
          held.get(1).release();
          held.get(2).release();
          held.get(0).release();
          List<Object> order = new ArrayList<>();
          held.clear();
          for (int i = 0; i < 3; i++) {
            Connection connection = simulated.pool.acquire(ECHO);
            order.add(connection.attachment());
            held.add(connection);
          }
          assertThat(order).containsExactly(0, 2, 1);
          held.forEach(Connection::release);
        });
  }

  @Test
  void a20_aLeaseThatIsClosedIsNotReused() {
    isNotReused(
        CloseReason.NOT_RELEASED,
        (simulated, connection) -> {
          exchange(connection, "complete, but nobody said so");
          connection.close();
        });
  }

  @Test
  void a20_aBodyThatThrowsClosesTheConnection() {
    isNotReused(
        CloseReason.NOT_RELEASED,
        (simulated, connection) -> {
          connection.release();
          assertThatThrownBy(
                  () ->
                      simulated.pool.withConnection(
                          ECHO,
                          again -> {
                            throw new IllegalStateException("half way");
                          }))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("half way");
        });
  }

  @Test
  void aBodyThatReturnsReleasesTheConnection() {
    run(
        config -> config,
        simulated -> {
          String result =
              simulated.pool.withConnection(
                  ECHO,
                  connection -> {
                    exchange(connection, "word");
                    return "result";
                  });
          assertThat(result).isEqualTo("result");
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void a20_aConnectionWithPendingBytesIsNotReused() {
    isNotReused(
        CloseReason.UNREAD_DATA,
        (simulated, connection) -> {
          connection.write(ByteBuffer.wrap("one\ntwo\n".getBytes(UTF_8)));
          assertThat(connection.inputStream().readNBytes(4)).hasSize(4);
          connection.release();
        });
  }

  @Test
  void a20_aConnectionWhoseOutputWasShutDownIsNotReused() {
    isNotReused(
        CloseReason.OUTPUT_SHUT_DOWN,
        (simulated, connection) -> {
          connection.shutdownOutput();
          connection.release();
        });
  }

  @Test
  void a20_aConnectionOnWhichReadingFailedIsNotReused() {
    isNotReused(
        CloseReason.IO_FAILED,
        (simulated, connection) -> {
          simulated.server.restart();
          assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
              .isInstanceOf(IOException.class);
          connection.release();
        });
  }

  @Test
  void a20_aConnectionOnWhichWritingFailedIsNotReused() {
    isNotReused(
        CloseReason.IO_FAILED,
        (simulated, connection) -> {
          simulated.server.restart();
          assertThatThrownBy(() -> connection.write(ByteBuffer.wrap(new byte[] {1})))
              .isInstanceOf(IOException.class);
          connection.release();
        });
  }

  @Test
  void a20_aConnectionWhoseEndWasReadIsNotReused() {
    isNotReused(
        CloseReason.PEER_CLOSED,
        (simulated, connection) -> {
          simulated.server.live().get(0).close();
          assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
          connection.release();
        });
  }

  private static void aPeerThatActsOnAnIdleConnection(Doing doing, CloseReason expected) {
    isNotReused(
        expected,
        (simulated, connection) -> {
          exchange(connection, "before");
          connection.release();
          doing.on(simulated.server.live().get(0));
        });
  }

  @Test
  void a17_anIdleConnectionThatThePeerClosedIsReplaced() {
    aPeerThatActsOnAnIdleConnection(ServerConnection::close, CloseReason.PEER_CLOSED);
  }

  @Test
  void a17_anIdleConnectionThatThePeerResetIsReplaced() {
    aPeerThatActsOnAnIdleConnection(ServerConnection::reset, CloseReason.PEER_CLOSED);
  }

  @Test
  void a17_anIdleConnectionThatThePeerHalfClosedIsReplaced() {
    aPeerThatActsOnAnIdleConnection(ServerConnection::shutdownOutput, CloseReason.PEER_CLOSED);
  }

  @Test
  void a17_anIdleConnectionWithStrayBytesIsReplaced() {
    aPeerThatActsOnAnIdleConnection(
        connection -> connection.write("stray"), CloseReason.UNREAD_DATA);
  }

  @Test
  void a17_anIdleConnectionThatSaidFarewellAndClosedIsReplaced() {
    aPeerThatActsOnAnIdleConnection(
        connection -> {
          connection.write("421 timeout\n");
          connection.close();
        },
        CloseReason.UNREAD_DATA);
  }

  @Test
  void theGreetingOfAServerThatSpeaksFirstReachesTheFirstHolderWhole() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(
              connection -> {
                connection.write("220 hello\n");
                ServerHandler.echo().serve(connection);
              });
          // The dial outlives its caller, so that the greeting comes before the first lease.
          simulated.server.delay(Duration.ofSeconds(2));
          assertThat(simulated.acquireElsewhere("gone", Duration.ofSeconds(1)).failure())
              .isInstanceOf(IOException.class);
          simulated.sim.advance(Duration.ofSeconds(5));
          try (Connection first = simulated.pool.acquire(ECHO)) {
            assertThat(first.inputStream().readNBytes(10)).isEqualTo("220 hello\n".getBytes(UTF_8));
            exchange(first, "word");
            first.release();
          }
          assertThat(simulated.net.connectCount()).isEqualTo(1);
          try (Connection second = simulated.pool.acquire(ECHO)) {
            assertThat(second.isReused()).isTrue();
            second.release();
          }
        });
  }

  @Test
  void aGreetingThatNobodyReadSpoilsTheConnection() {
    isNotReused(
        CloseReason.UNREAD_DATA,
        (simulated, connection) -> {
          simulated.server.live().get(0).write("220 hello\n");
          connection.release();
        });
  }

  @Test
  void a18_afterAServerThatClosesRightAfterItsAnswerTheNextAcquireGetsALiveConnection() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(
              connection -> {
                connection.write(connection.readLine() + "\n");
                connection.close();
              });
          for (int i = 0; i < 5; i++) {
            simulated.use(ECHO, "exchange " + i);
            simulated.settle();
          }
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(5);
          assertThat(stats.errors()).isZero();
          simulated.pool.clearEndpoint(ECHO);
        });
  }

  @Test
  void a19_whenAllIdleConnectionsAreDeadTheNextAcquireWorksWithOneDialAndNoError() {
    run(
        config -> config,
        simulated -> {
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            held.add(simulated.pool.acquire(ECHO));
          }
          held.forEach(Connection::release);
          simulated.server.restart();
          simulated.use(ECHO, "after the restart");
          assertThat(simulated.net.connectCount()).isEqualTo(7);
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.totalClosed()).isEqualTo(6);
          assertThat(stats.idle()).isEqualTo(1);
          assertThat(stats.errors()).isZero();
        });
  }

  @Test
  void a19_whenAllIdleConnectionsAreDeadManyCallersAtOnceAreAllServed() {
    run(
        config -> config.maxConnectionsPerEndpoint(4),
        simulated -> {
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            held.add(simulated.pool.acquire(ECHO));
          }
          held.forEach(Connection::release);
          simulated.server.restart();
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            callers.add(simulated.useElsewhere("caller " + i));
          }
          callers.forEach(Caller::result);
          assertThat(simulated.net.maxOpenCount()).isLessThanOrEqualTo(4);
          assertThat(simulated.pool.stats(ECHO).errors()).isZero();
        });
  }
}
