package io.conpool.impl.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

// Long because every rule of a transport is tried on the scripted one, which all tests trust.

class ScriptedNetworkTest {

  private static final int SEEDS = 40;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a test does with a fresh network, on a simulated thread. */
  private interface Script {
    void run(Simulation simulation, ScriptedNetwork network, ScriptedServer server)
        throws Exception;
  }

  private static void explore(Script script) {
    Simulation.explore(SEEDS, simulation -> prepare(simulation, script));
  }

  private static void assertViolation(String what, Script script) {
    Simulation simulation = new Simulation(11);
    prepare(simulation, script);
    assertThatThrownBy(simulation::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(what);
  }

  private static void prepare(Simulation simulation, Script script) {
    ScriptedNetwork network = new ScriptedNetwork(simulation);
    ScriptedServer server = network.at("192.0.2.1", 7);
    server.accept(ServerHandler.echo());
    simulation.spawn("main", () -> script.run(simulation, network, server));
  }

  private static Transport open(ScriptedNetwork network) throws IOException {
    return network.open(
        new InetSocketAddress(ScriptedNetwork.address("192.0.2.1"), 7), SocketOptions.defaults());
  }

  private static Transport connect(ScriptedNetwork network) throws IOException {
    Transport transport = open(network);
    transport.connect();
    return transport;
  }

  private static void send(Transport transport, String text) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (source.hasRemaining()) {
      assertThat(transport.write(source)).isPositive();
    }
  }

  private static String receive(Transport transport, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      if (transport.read(target, 0) < 0) {
        throw new EOFException("after " + target.position());
      }
    }
    return new String(target.array(), UTF_8);
  }

  private static void assertThrows(Class<? extends Throwable> type, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(type);
  }

  @Test
  void anEchoServerSendsEveryLineBackHoweverItIsChopped() {
    explore(
        (simulation, network, server) -> {
          for (Faults.Chop chop : Faults.Chop.values()) {
            server.faults(Faults.none().chop(chop));
            try (Transport transport = connect(network)) {
              send(transport, "hello\nworld\n");
              assertThat(receive(transport, 12)).isEqualTo("hello\nworld\n");
            }
          }
        });
  }

  @Test
  void choppedReadsAndWritesMoveSingleBytes() {
    explore(
        (simulation, network, server) -> {
          server.faults(Faults.none().chop(Faults.Chop.SINGLE_BYTES));
          Transport transport = connect(network);
          assertThat(transport.write(ByteBuffer.wrap("ab".getBytes(UTF_8)))).isEqualTo(1);
          send(transport, "\n");
          assertThat(transport.read(ByteBuffer.allocate(9), 0)).isEqualTo(1);
        });
  }

  @Test
  void aMegabyteGoesThroughALaneOfLimitedCapacity() {
    explore(
        (simulation, network, server) -> {
          server.accept(
              connection -> {
                ByteBuffer chunk = ByteBuffer.allocate(8192);
                while (connection.read(chunk.clear()) > 0) {
                  byte[] bytes = new byte[chunk.flip().remaining()];
                  chunk.get(bytes);
                  connection.write(bytes);
                }
              });
          String megabyte = "0123456789abcdef".repeat(65_536);
          Transport transport = connect(network);
          simulation.spawn("writer", () -> send(transport, megabyte));
          assertThat(receive(transport, megabyte.length())).isEqualTo(megabyte);
        });
  }

  @Test
  void aFullLaneBlocksTheWriterAndWriteNowSaysSo() {
    explore(
        (simulation, network, server) -> {
          server.accept(ServerHandler.silent());
          Transport transport = connect(network);
          ByteBuffer source = ByteBuffer.allocate(100_000);
          int sent = transport.write(source);
          assertThat(sent).isLessThan(100_000);
          assertThat(transport.writeNow(source)).isZero();
          Thread writer =
              simulation.spawn(
                  "writer",
                  () ->
                      assertThrows(
                          AsynchronousCloseException.class, () -> transport.write(source)));
          simulation.advance(SECOND);
          transport.close();
          simulation.join(writer);
        });
  }

  @Test
  void aConnectTakesAsLongAsItIsToldAndEndsAsItIsTold() {
    explore(
        (simulation, network, server) -> {
          server.delay(SECOND);
          connect(network).close();
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
          server.refuse();
          assertThrows(ConnectException.class, () -> connect(network));
          assertThat(simulation.elapsed()).isEqualTo(SECOND.multipliedBy(2));
          server.unreachable();
          assertThrows(NoRouteToHostException.class, () -> connect(network));
          assertThat(simulation.elapsed()).isEqualTo(SECOND.multipliedBy(3));
          assertThat(server.connectCount()).isEqualTo(3);
          assertThat(server.acceptCount()).isEqualTo(1);
          assertThat(network.connectCount()).isEqualTo(3);
        });
  }

  @Test
  void anAddressNobodyScriptedCannotBeReached() {
    explore(
        (simulation, network, server) ->
            assertThrows(
                NoRouteToHostException.class,
                () ->
                    network
                        .open(
                            new InetSocketAddress(ScriptedNetwork.address("2001:db8::1"), 7),
                            SocketOptions.defaults())
                        .connect()));
  }

  @Test
  void aConnectIntoABlackHoleEndsWhenClosed() {
    explore(
        (simulation, network, server) -> {
          server.blackHole();
          Transport transport = open(network);
          Thread dialer =
              simulation.spawn(
                  "dialer",
                  () -> assertThrows(AsynchronousCloseException.class, transport::connect));
          simulation.advance(SECOND);
          assertThat(network.openCount()).isEqualTo(1);
          transport.close();
          simulation.join(dialer);
          assertThat(network.openCount()).isZero();
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void aBlackHoleMayComeToLife() {
    explore(
        (simulation, network, server) -> {
          server.blackHole();
          simulation.spawn(
              "operator",
              () -> {
                simulation.advance(SECOND);
                server.accept(ServerHandler.echo());
              });
          connect(network);
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void aTimedOutReadLeavesTheStreamIntact() {
    explore(
        (simulation, network, server) -> {
          Transport transport = connect(network);
          assertThrows(
              SocketTimeoutException.class,
              () -> transport.read(ByteBuffer.allocate(1), SECOND.toNanos()));
          assertThat(simulation.elapsed()).isEqualTo(SECOND);
          send(transport, "x\n");
          assertThat(receive(transport, 2)).isEqualTo("x\n");
        });
  }

  @Test
  void aCloseWakesAReaderAndIsCountedOnce() {
    explore(
        (simulation, network, server) -> {
          Transport transport = connect(network);
          Thread reader =
              simulation.spawn(
                  "reader",
                  () ->
                      assertThrows(
                          AsynchronousCloseException.class,
                          () -> transport.read(ByteBuffer.allocate(1), 0)));
          simulation.advance(SECOND);
          transport.close();
          transport.close();
          simulation.join(reader);
          assertThat(network.openCount()).isZero();
          assertThat(server.openCount()).isZero();
          assertThrows(
              ClosedChannelException.class, () -> transport.read(ByteBuffer.allocate(1), 0));
        });
  }

  @Test
  void anInterruptClosesTheStreamAndKeepsTheFlag() {
    explore(
        (simulation, network, server) -> {
          Transport transport = connect(network);
          Thread reader =
              simulation.spawn(
                  "reader",
                  () -> {
                    assertThrows(
                        ClosedByInterruptException.class,
                        () -> transport.read(ByteBuffer.allocate(1), 0));
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                  });
          simulation.advance(SECOND);
          simulation.interrupt(reader);
          simulation.join(reader);
          assertThat(network.openCount()).isZero();
        });
  }

  @Test
  void anInterruptDoesNotTouchTheNonBlockingCalls() {
    explore(
        (simulation, network, server) -> {
          Transport transport = connect(network);
          Thread.currentThread().interrupt();
          assertThat(transport.readNow(ByteBuffer.allocate(1))).isZero();
          assertThat(transport.writeNow(ByteBuffer.wrap(new byte[] {'\n'}))).isEqualTo(1);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(network.openCount()).isEqualTo(1);
        });
  }

  @Test
  void theServerMayCloseResetOrSpeakUpAtAnyTime() {
    explore(
        (simulation, network, server) -> {
          server.accept(ServerHandler.silent());
          Transport spoken = connect(network);
          server.live().get(0).write("?");
          assertThat(receive(spoken, 1)).isEqualTo("?");
          server.live().get(0).close();
          assertThat(spoken.readNow(ByteBuffer.allocate(1))).isEqualTo(-1);
          assertThat(network.acceptedOpen()).isZero();

          Transport reset = connect(network);
          assertThat(network.acceptedOpen()).isEqualTo(1);
          server.live().get(0).reset();
          assertThrows(SocketException.class, () -> reset.readNow(ByteBuffer.allocate(1)));

          Transport halfClosed = connect(network);
          server.live().get(0).shutdownOutput();
          assertThat(halfClosed.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
          send(halfClosed, "still");
        });
  }

  @Test
  void theFirstWriteAfterTheServerClosedGoesOutAndTheNextCallFails() {
    explore(
        (simulation, network, server) -> {
          server.accept(connection -> {});
          Transport transport = connect(network);
          assertThat(transport.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
          send(transport, "lost");
          assertThrows(SocketException.class, () -> transport.read(ByteBuffer.allocate(1), 0));
          assertThrows(SocketException.class, () -> send(transport, "refused"));
        });
  }

  @Test
  void aRestartResetsWhatIsConnectedAndGoesOnListening() {
    explore(
        (simulation, network, server) -> {
          Transport before = connect(network);
          server.restart();
          assertThrows(SocketException.class, () -> before.read(ByteBuffer.allocate(1), 0));
          Transport after = connect(network);
          send(after, "\n");
          assertThat(receive(after, 1)).isEqualTo("\n");
        });
  }

  @Test
  void theClientsHalfCloseIsTheServersEndOfStream() {
    explore(
        (simulation, network, server) -> {
          server.accept(
              connection -> {
                while (connection.read() >= 0) {
                  // Until the end.
                }
                connection.write("bye");
              });
          Transport transport = connect(network);
          send(transport, "all I have");
          transport.shutdownOutput();
          assertThat(receive(transport, 3)).isEqualTo("bye");
          assertThrows(IOException.class, () -> send(transport, "more"));
        });
  }

  @Test
  void aConnectionFailsAfterTheScriptedByteOfWhatItReceives() {
    explore(
        (simulation, network, server) -> {
          server.faults(Faults.none().afterReceived(3, Faults.End.RESET));
          Transport reset = connect(network);
          send(reset, "12345\n");
          assertThat(receive(reset, 3)).isEqualTo("123");
          assertThrows(SocketException.class, () -> receive(reset, 1));

          server.faults(Faults.none().afterReceived(3, Faults.End.CLOSE));
          Transport closed = connect(network);
          send(closed, "12345\n");
          assertThat(receive(closed, 3)).isEqualTo("123");
          assertThrows(EOFException.class, () -> receive(closed, 1));

          server.faults(Faults.none().afterReceived(3, Faults.End.STALL));
          Transport stalled = connect(network);
          send(stalled, "12345\n");
          assertThat(receive(stalled, 3)).isEqualTo("123");
          assertThrows(
              SocketTimeoutException.class,
              () -> stalled.read(ByteBuffer.allocate(1), SECOND.toNanos()));
        });
  }

  @Test
  void aConnectionFailsAfterTheScriptedByteOfWhatItSends() {
    explore(
        (simulation, network, server) -> {
          server.faults(Faults.none().afterSent(3, Faults.End.RESET));
          Transport reset = connect(network);
          assertThrows(SocketException.class, () -> send(reset, "12345\n"));

          server.faults(Faults.none().afterSent(3, Faults.End.CLOSE));
          Transport closed = connect(network);
          send(closed, "12345\n");
          assertThrows(SocketException.class, () -> receive(closed, 1));

          server.faults(Faults.none().afterSent(3, Faults.End.STALL));
          Transport stalled = connect(network);
          Thread writer =
              simulation.spawn(
                  "writer",
                  () ->
                      assertThrows(
                          AsynchronousCloseException.class, () -> send(stalled, "12345\n")));
          simulation.advance(SECOND);
          stalled.close();
          simulation.join(writer);
        });
  }

  @Test
  void withoutSocketsNothingIsOpened() {
    explore(
        (simulation, network, server) -> {
          network.outOfSockets(true);
          assertThrows(SocketException.class, () -> open(network));
          assertThat(network.openCount()).isZero();
          network.outOfSockets(false);
          connect(network);
        });
  }

  @Test
  void theMostTransportsOpenAtATimeAreCounted() {
    explore(
        (simulation, network, server) -> {
          Transport one = open(network);
          Transport other = open(network);
          one.close();
          open(network);
          other.close();
          assertThat(network.openCount()).isEqualTo(1);
          assertThat(network.maxOpenCount()).isEqualTo(2);
          assertThat(server.maxOpenCount()).isEqualTo(2);
        });
  }

  @Test
  void aServerSeesTheClientsClose() {
    explore(
        (simulation, network, server) -> {
          String[] last = {"nothing yet"};
          server.accept(connection -> last[0] = connection.readLine());
          Transport transport = connect(network);
          transport.close();
          simulation.await(() -> last[0] == null);
          assertThat(network.acceptedOpen()).isZero();
        });
  }

  @Test
  void aNonBlockingCallWhileAReaderIsInsideIsAViolation() {
    assertViolation(
        "READ_NOW while a READ is in flight",
        (simulation, network, server) -> {
          Transport transport = connect(network);
          simulation.spawnDaemon("reader", () -> transport.read(ByteBuffer.allocate(1), 0));
          simulation.advance(SECOND);
          transport.readNow(ByteBuffer.allocate(1));
        });
  }

  @Test
  void twoReadersAreAViolation() {
    assertViolation(
        "READ while a READ is in flight",
        (simulation, network, server) -> {
          Transport transport = connect(network);
          for (String name : new String[] {"one", "other"}) {
            simulation.spawnDaemon(name, () -> transport.read(ByteBuffer.allocate(1), 0));
          }
          simulation.advance(SECOND);
        });
  }

  @Test
  void oneReaderAndOneWriterAreNone() {
    explore(
        (simulation, network, server) -> {
          Transport transport = connect(network);
          Thread reader =
              simulation.spawn("reader", () -> assertThat(receive(transport, 2)).isEqualTo("a\n"));
          simulation.advance(SECOND);
          send(transport, "a\n");
          simulation.join(reader);
        });
  }

  @Test
  void usingATransportThatIsNotConnectedIsAViolation() {
    assertViolation(
        "READ on a transport that is not connected",
        (simulation, network, server) -> open(network).read(ByteBuffer.allocate(1), 0));
  }

  @Test
  void connectingTwiceIsAViolation() {
    assertViolation(
        "connect a second time", (simulation, network, server) -> connect(network).connect());
  }

  @Test
  void touchingATransportUnderALockIsAViolation() {
    assertViolation(
        "main closed a transport under a lock",
        (simulation, network, server) -> {
          Transport transport = connect(network);
          Lock lock = simulation.platform().newLock();
          lock.lock();
          try {
            transport.close();
          } finally {
            lock.unlock();
          }
        });
  }

  @Test
  void whatAHandlerAssertsFailsTheRun() {
    assertViolation(
        "server /192.0.2.1:7 #1 threw",
        (simulation, network, server) -> {
          server.accept(
              connection -> {
                throw new AssertionError("planted");
              });
          connect(network).read(ByteBuffer.allocate(1), 0);
        });
  }
}
