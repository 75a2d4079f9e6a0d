package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CloseTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void thePeerIsToldAndTheTransportIsClosed(String protocol) throws Exception {
    try (Link link = new Link()) {
      Link.Served served =
          link.serve(
              SERVER,
              socket -> {
                assertThat(Link.next(socket)).isEqualTo('x');
                // The end after close_notify; without it this would be an exception.
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
              });
      TlsWire wire = link.connect(Pki.trusting().protocols(protocol).build());
      Link.send(wire, "x");
      wire.close();
      served.await();
      assertThat(link.client.isClosed()).isTrue();
      assertThat(wire.retainedBytes()).isZero();
      int sent = link.toServer.written();
      wire.close();
      assertThat(link.toServer.written()).isEqualTo(sent);
    }
  }

  @Test
  void everyCallFailsAfterwards() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      wire.close();
      assertThatThrownBy(() -> Link.send(wire, "x")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPeerThatTakesNothingDoesNotHoldUpTheClose() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      link.client.chop(() -> 0);
      wire.close();
      assertThat(link.client.isClosed()).isTrue();
    }
  }

  @Test
  void aBrokenTransportIsClosedAllTheSame() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      link.toServer.failAt(link.toServer.written(), Pipe.Fault.RESET);
      wire.close();
      assertThat(link.client.isClosed()).isTrue();
    }
  }

  @Test
  void nothingIsSentAfterAWriteThatBrokeOffInsideARecord() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build());
      int before = link.toServer.written();
      link.toServer.failAt(before + 7, Pipe.Fault.RESET);
      assertThatThrownBy(() -> Link.send(wire, "x")).isInstanceOf(IOException.class);
      link.toServer.failAt(Integer.MAX_VALUE, Pipe.Fault.RESET);
      wire.close();
      assertThat(link.toServer.written()).isEqualTo(before + 7);
    }
  }

  @Test
  void aReaderThatMetGarbageLeavesTheAlertToTheClose() throws Exception {
    try (Link link = new Link()) {
      CountDownLatch go = new CountDownLatch(1);
      Link.Served served =
          link.serve(
              SERVER,
              socket -> {
                Link.send(socket, "x");
                go.await();
                socket.getInputStream().read();
              });
      TlsWire wire = link.connect(Pki.trusting().build());
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      int before = link.toServer.written();
      link.server.write(ByteBuffer.wrap(new byte[100]));
      assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(SSLException.class);
      assertThat(link.toServer.written()).isEqualTo(before);
      wire.close();
      go.countDown();
      assertThat(served.failure()).as("the server gets an alert").isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTicketsOfAStreamThatWasNeverReadAreKept(boolean closed) throws Exception {
    TlsConfig config = Pki.trusting().build();
    TlsContext context = new JdkTlsProvider().context(config, Pki.NAME);
    for (int i = 0; i < 3; i++) {
      try (Link link = new Link()) {
        CountDownLatch shaken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        link.serve(
            SERVER,
            socket -> {
              socket.startHandshake();
              shaken.countDown();
              end.await();
            });
        TlsWire wire = link.connect(context, config, Pki.NAME);
        shaken.await();
        assertThat(resumed(wire)).isEqualTo(closed && i > 0);
        if (closed) {
          wire.close();
        } else {
          wire.abort();
        }
        end.countDown();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void sessionsAreResumedWithTheSameContextAndNoOther(String protocol) throws Exception {
    TlsConfig config = Pki.trusting().protocols(protocol).build();
    TlsContext context = new JdkTlsProvider().context(config, Pki.NAME);
    assertThat(resumes(context, config)).isFalse();
    assertThat(resumes(context, config)).isTrue();
    assertThat(resumes(context, config)).isTrue();
    assertThat(resumes(new JdkTlsProvider().context(config, Pki.NAME), config)).isFalse();
  }

  private static boolean resumes(TlsContext context, TlsConfig config) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = link.connect(context, config, Pki.NAME);
      Link.send(wire, "hello");
      assertThat(Link.receive(wire, 5)).isEqualTo("hello");
      boolean resumed = resumed(wire);
      wire.close();
      return resumed;
    }
  }

  /** Values on a session live as long as it is resumed. */
  private static boolean resumed(TlsWire wire) {
    boolean known = wire.session().getValue("seen") != null;
    wire.session().putValue("seen", true);
    return known;
  }

  /** The JDK's engines, and which of them were discarded. */
  private static final class Discarding implements TlsContext {

    private final TlsContext engines;
    private final List<SSLEngine> discarded = new ArrayList<>();

    Discarding(TlsContext engines) {
      this.engines = engines;
    }

    @Override
    public SSLEngine engine(int port) {
      return engines.engine(port);
    }

    @Override
    public void discard(SSLEngine engine) {
      assertThat(engine.isOutboundDone()).as("it has said goodbye").isTrue();
      discarded.add(engine);
      throw new IllegalStateException("whatever comes of it");
    }
  }

  @Test
  void theEngineOfAClosedStreamIsDiscarded() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsConfig config = Pki.trusting().build();
      Discarding context = new Discarding(new JdkTlsProvider().context(config, Pki.NAME));
      TlsWire wire = link.connect(context, config, Pki.NAME);
      assertThat(context.discarded).isEmpty();
      wire.close();
      assertThat(context.discarded).hasSize(1);
    }
  }

  @Test
  void theEngineOfARefusedPeerIsDiscarded() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsConfig config = Pki.trusting().build();
      Discarding context = new Discarding(new JdkTlsProvider().context(config, "other.test"));
      assertThatThrownBy(() -> link.connect(context, config, "other.test"))
          .isInstanceOf(TlsHandshakeException.class);
      assertThat(context.discarded).hasSize(1);
    }
  }
}
