package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.TlsConfig;
import io.conpool.impl.transport.Wire.Verdict;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OddEngineTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  private static TlsWire connect(Link link, int namedSize) throws Exception {
    TlsConfig config = Pki.trusting().build();
    SSLEngine engine = new JdkTlsProvider().context(config, Pki.NAME).engine(443);
    return link.connect(new OddEngine(engine, namedSize), config, Pki.NAME);
  }

  @ParameterizedTest
  @CsvSource({"100, 1", "100, 500", "100, 100000", "1000, 5000", "30000, 100000"})
  void whateverSizesAnEngineNamesEveryByteArrives(int namedSize, int targetSize) throws Exception {
    byte[] message = new byte[100_000];
    new Random(3).nextBytes(message);
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsWire wire = connect(link, namedSize);
      wire.write(ByteBuffer.wrap(message));
      ByteBuffer all = ByteBuffer.allocate(message.length);
      ByteBuffer target = ByteBuffer.allocate(targetSize);
      while (all.hasRemaining()) {
        int count = wire.read(target.clear(), 0);
        assertThat(count).isEqualTo(target.position()).isPositive();
        all.put(target.flip());
      }
      assertThat(all.array()).isEqualTo(message);
      wire.rest();
      assertThat(wire.retainedBytes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 20_000})
  void noPlaintextIsLeftInsideTheEngineUnseen(int namedSize) throws Exception {
    try (Link link = new Link()) {
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "x".repeat(1000));
            Link.next(socket);
          });
      TlsWire wire = connect(link, namedSize);
      assertThat(wire.read(ByteBuffer.allocate(namedSize), 0)).isPositive();
      assertThat(wire.hasUnread()).isEqualTo(namedSize < 1000);
      assertThat(wire.probe()).isEqualTo(namedSize < 1000 ? Verdict.DATA_PENDING : Verdict.IDLE);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 1, IDLE", "17, 1, CLOSED", "4, 16000, IDLE", "5, 16000, CLOSED"})
  void aProbePutsUpWithSoMuchWithoutPlaintextAndNoMore(int records, int size, Verdict verdict)
      throws Exception {
    try (Link link = new Link()) {
      CountDownLatch sent = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "x");
            Link.next(socket);
            for (int i = 0; i < records; i++) {
              Link.send(socket, "x".repeat(size));
            }
            sent.countDown();
            end.await();
          });
      TlsConfig config = Pki.trusting().build();
      OddEngine engine =
          new OddEngine(new JdkTlsProvider().context(config, Pki.NAME).engine(443), 20_000);
      TlsWire wire = link.connect(engine, config, Pki.NAME);
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      engine.swallow();
      Link.send(wire, "!");
      sent.await();
      assertThat(wire.probe()).isEqualTo(verdict);
      end.countDown();
    }
  }
}
