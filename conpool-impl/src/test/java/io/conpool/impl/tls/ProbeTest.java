package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.transport.Wire.Verdict;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProbeTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  /** A server that answers each letter. */
  private static Link.Script answering() {
    return socket -> {
      while (true) {
        switch (Link.next(socket)) {
          case 'h' -> Link.send(socket, "hello");
          case 'b' -> Link.send(socket, "x".repeat(30_000));
          case 'o' -> socket.shutdownOutput();
          default -> {
            return;
          }
        }
      }
    };
  }

  private static void greet(TlsWire wire) throws Exception {
    Link.send(wire, "h");
    assertThat(Link.receive(wire, 5)).isEqualTo("hello");
    wire.rest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSilentStreamIsIdleAndHoldsNoMemory(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      for (int i = 0; i < 3; i++) {
        greet(wire);
        assertThat(wire.retainedBytes()).isZero();
        assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
        assertThat(wire.retainedBytes()).isZero();
        assertThat(wire.hasUnread()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100_000})
  void ticketsAreNoData(int chunk) throws Exception {
    try (Link link = new Link()) {
      CountDownLatch written = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            socket.startHandshake();
            written.countDown();
            end.await();
          });
      TlsWire wire = link.connect(Pki.trusting().build());
      written.await();
      assertThat(link.toClient.written()).isGreaterThan(link.toClient.read());
      link.client.chop(() -> chunk);
      assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
      assertThat(link.toClient.read()).isEqualTo(link.toClient.written());
      assertThat(wire.retainedBytes()).isZero();
      int sent = link.toServer.written();
      assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
      assertThat(link.toServer.written()).as("a probe never writes").isEqualTo(sent);
      end.countDown();
    }
  }

  @Test
  void dataThatNobodyAskedForIsPending() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      int before = link.toClient.written();
      Link.send(wire, "h");
      link.toClient.awaitWritten(before + 1);
      assertThat(wire.probe()).isEqualTo(Verdict.DATA_PENDING);
      assertThat(wire.hasUnread()).isTrue();
      assertThat(wire.probe()).isEqualTo(Verdict.DATA_PENDING);
    }
  }

  @Test
  void whatWasDecryptedAndNotReadIsPendingWithoutASystemCall() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      Link.send(wire, "h");
      assertThat(Link.receive(wire, 4)).isEqualTo("hell");
      assertThat(wire.hasUnread()).isTrue();
      wire.rest();
      assertThat(wire.retainedBytes()).isLessThan(10);
      assertThat(wire.probe()).isEqualTo(Verdict.DATA_PENDING);
      assertThat(Link.receive(wire, 1)).isEqualTo("o");
      assertThat(wire.hasUnread()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCloseNotifyIsAClose(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      greet(wire);
      int before = link.toClient.written();
      Link.send(wire, "o");
      link.toClient.awaitWritten(before + 1);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCloseNotifyThatAReaderHasSeenIsAClose(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      Link.send(wire, "o");
      assertThat(wire.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
      assertThat(wire.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void theEndOfTheConnectionIsAClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      link.server.close();
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void aResetIsAClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      link.toClient.failAt(link.toClient.read(), Pipe.Fault.RESET);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 20})
  void aPartOfARecordIsAClose(int length) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      int before = link.toClient.read();
      link.toClient.showUpTo(before + length);
      Link.send(wire, "h");
      link.toClient.awaitWritten(before + length);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void aPartOfARecordThatAReaderHasLeftIsAClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      Link.send(wire, "b");
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      ByteBuffer target = ByteBuffer.allocate(20_000);
      // The rest of the first record, and with it the beginning of the second.
      link.toClient.awaitWritten(30_000);
      link.toClient.showUpTo(link.toClient.read() + 100);
      while (target.position() < 16_000) {
        wire.read(target, 0);
      }
      assertThat(wire.hasUnread()).isFalse();
      wire.rest();
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void garbageIsAClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      link.server.write(ByteBuffer.wrap(new byte[100]));
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void aRefusedClientCertificateIsAClose() throws Exception {
    try (Link link = new Link()) {
      Link.Served served =
          link.serve(
              SERVER,
              socket -> {
                socket.setNeedClientAuth(true);
                socket.startHandshake();
              });
      TlsWire wire = link.connect(Pki.trusting().build());
      assertThat(served.failure()).isNotNull();
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void aRenegotiationIsAClose() throws Exception {
    try (Link link = new Link()) {
      CountDownLatch go = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "x");
            go.await();
            socket.startHandshake();
          });
      TlsWire wire = link.connect(Pki.trusting().protocols("TLSv1.2").build());
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      int before = link.toClient.read();
      go.countDown();
      link.toClient.awaitWritten(before + 1);
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void aShutDownOutputIsAClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, answering());
      TlsWire wire = link.connect(Pki.trusting().build());
      greet(wire);
      wire.shutdownOutput();
      assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
    }
  }
}
