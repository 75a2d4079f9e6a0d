package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsWireTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesGoThereAndBack(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      Link.send(wire, "hello");
      assertThat(Link.receive(wire, 5)).isEqualTo("hello");
      assertThat(wire.session().getProtocol()).isEqualTo(protocol);
      assertThat(wire.applicationProtocol()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theStreamDoesNotDependOnHowTheTransportChopsIt(String protocol) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    IntSupplier[] choppers = {() -> 1, () -> 1 + random.nextInt(7), () -> 1 + random.nextInt(5000)};
    for (IntSupplier chopper : choppers) {
      try (Link link = new Link()) {
        link.client.chop(chopper);
        link.serve(SERVER, Link::echo);
        TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
        byte[] message = new byte[40_000];
        random.nextBytes(message);
        wire.write(ByteBuffer.wrap(message));
        ByteBuffer back = ByteBuffer.allocate(message.length);
        while (back.hasRemaining()) {
          assertThat(wire.read(back, 0)).as("seed %d", seed).isPositive();
        }
        assertThat(back.array()).as("seed %d", seed).isEqualTo(message);
      }
    }
  }

  @Test
  void anyTargetGetsTheSameBytes() throws Exception {
    byte[] message = new byte[70_000];
    new Random(1).nextBytes(message);
    for (int size : new int[] {1, 100, 16_384, 20_000, 100_000}) {
      for (boolean direct : new boolean[] {false, true}) {
        try (Link link = new Link()) {
          link.serve(SERVER, socket -> socket.getOutputStream().write(message));
          TlsWire wire = link.connect(Pki.trusting().build());
          ByteBuffer all = ByteBuffer.allocate(message.length);
          ByteBuffer target = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
          for (int count; (count = wire.read(target.clear(), 0)) >= 0; ) {
            assertThat(count).isEqualTo(target.position()).isPositive();
            all.put(target.flip());
          }
          assertThat(all.array()).isEqualTo(message);
        }
      }
    }
  }

  @Test
  void severalBuffersAreWrittenInTheirOrder() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      ByteBuffer[] parts = {
        StandardCharsets.US_ASCII.encode("one "),
        ByteBuffer.allocate(0),
        ByteBuffer.allocateDirect(4).put("two ".getBytes(StandardCharsets.US_ASCII)).flip(),
        StandardCharsets.US_ASCII.encode("three").asReadOnlyBuffer()
      };
      wire.write(parts);
      assertThat(Link.receive(wire, 13)).isEqualTo("one two three");
      assertThat(parts).noneMatch(ByteBuffer::hasRemaining);
    }
  }

  @Test
  void anEmptyTargetOrSourceMovesNothing() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      int before = link.toServer.written();
      wire.write(ByteBuffer.allocate(0));
      assertThat(wire.read(ByteBuffer.allocate(0), 0)).isZero();
      assertThat(link.toServer.written()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothDirectionsRunAtOnce(String protocol) throws Exception {
    byte[] message = new byte[3_000_000];
    new Random(2).nextBytes(message);
    try (Link link = new Link()) {
      Link.Served served = link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  wire.write(ByteBuffer.wrap(message));
                  wire.shutdownOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      ByteBuffer back = ByteBuffer.allocate(message.length + 1);
      while (wire.read(back, 0) >= 0) {}
      assertThat(back.position()).isEqualTo(message.length);
      assertThat(back.array()).startsWith(message);
      writer.get();
      served.await();
    }
  }

  @Test
  void thePeerSeesTheEndOfTheOutputAndGoesOnWriting() throws Exception {
    try (Link link = new Link()) {
      Link.Served served =
          link.serve(
              SERVER,
              socket -> {
                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("question");
                Link.send(socket, "answer");
              });
      TlsWire wire = link.connect(Pki.trusting().build());
      Link.send(wire, "question");
      wire.shutdownOutput();
      assertThat(Link.receive(wire, 6)).isEqualTo("answer");
      assertThat(wire.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
      served.await();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void readingGoesOnAfterTheOutputWasShutDown(String protocol) throws Exception {
    try (Link link = new Link()) {
      CountDownLatch shutDown = new CountDownLatch(1);
      Link.Served served =
          link.serve(
              SERVER,
              socket -> {
                assertThat(Link.next(socket)).isEqualTo('?');
                shutDown.await();
                Link.send(socket, "answer");
              });
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      Link.send(wire, "?");
      wire.shutdownOutput();
      shutDown.countDown();
      assertThat(Link.receive(wire, 6)).isEqualTo("answer");
      assertThat(wire.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
      assertThatThrownBy(() -> Link.send(wire, "more")).isInstanceOf(IOException.class);
      wire.shutdownOutput();
      served.await();
    }
  }

  @Test
  void aReadThatTimesOutLeavesTheStreamIntactEvenInTheMiddleOfARecord() throws Exception {
    try (Link link = new Link()) {
      link.serve(
          SERVER,
          socket -> {
            Link.next(socket);
            Link.send(socket, "a long answer");
            Link.next(socket);
          });
      TlsWire wire = link.connect(Pki.trusting().build());
      ByteBuffer target = ByteBuffer.allocate(100);
      int before = link.toClient.written();
      link.toClient.showUpTo(before + 7);
      Link.send(wire, "?");
      link.toClient.awaitWritten(before + 20);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> wire.read(target, 1_000))
            .isInstanceOf(SocketTimeoutException.class);
      }
      assertThat(target.position()).isZero();
      link.toClient.showAll();
      assertThat(Link.receive(wire, 13)).isEqualTo("a long answer");
    }
  }

  @Test
  void bytesWithoutPlaintextDoNotStartTheTimeOutAnew() throws Exception {
    try (Link link = new Link()) {
      CountDownLatch end = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            socket.startHandshake();
            end.await();
          });
      TlsWire wire = link.connect(Pki.trusting().build());
      // The tickets come in two parts, between which time passes.
      ByteBuffer target = ByteBuffer.allocate(100);
      link.client.chop(
          () -> {
            link.clock.advance(10);
            return 1;
          });
      assertThatThrownBy(() -> wire.read(target, 300)).isInstanceOf(SocketTimeoutException.class);
      assertThat(link.clock.now()).isLessThanOrEqualTo(310);
      end.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theEndOfTheConnectionWithoutCloseNotifyIsNoEndOfTheStream(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "half an ans");
            link.server.close();
          });
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      assertThat(Link.receive(wire, 11)).isEqualTo("half an ans");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("without close_notify");
      }
    }
  }

  @Test
  void aBrokenRecordFailsEveryLaterRead() throws Exception {
    try (Link link = new Link()) {
      CountDownLatch handshaken = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "x");
            handshaken.countDown();
            Link.next(socket);
          });
      TlsWire wire = link.connect(Pki.trusting().build());
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      handshaken.await();
      link.server.write(
          ByteBuffer.wrap(
              new byte[] {
                23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                20
              }));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
            .isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void anAbortFromAnotherThreadEndsAReadThatWaits() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().protocols("TLSv1.2").build());
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  wire.read(ByteBuffer.allocate(1), 0);
                } catch (IOException e) {
                  thrown.complete(e);
                }
              });
      reader.start();
      wire.abort();
      assertThat(thrown.get()).isInstanceOf(IOException.class);
      reader.join();
    }
  }

  @Test
  void aTransportThatMovesNothingMakesNobodySpin() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, socket -> Link.send(socket, "x"));
      TlsWire wire = link.connect(Pki.trusting().build());
      link.client.chop(() -> 0);
      assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Link.send(wire, "x")).isInstanceOf(IOException.class);
    }
  }
}
