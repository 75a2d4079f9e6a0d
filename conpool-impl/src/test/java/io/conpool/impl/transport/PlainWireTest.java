package io.conpool.impl.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.impl.transport.Wire.Verdict;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlainWireTest {

  private LoopbackServer server;
  private SocketChannel peer;
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    server = LoopbackServer.tcp();
    Transport transport =
        new NioTransportProvider().open(server.address(), SocketOptions.defaults());
    transport.connect();
    wire = new PlainWire(transport);
    peer = server.accept();
  }

  @AfterEach
  void close() {
    wire.abort();
    server.close();
  }

  @Test
  void aSilentStreamIsIdle() {
    assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
    assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
  }

  @Test
  void strayBytesArePending() throws IOException {
    peer.write(ascii("ab"));
    // The second has arrived when the first can be read.
    wire.read(ByteBuffer.allocate(1), 0);
    assertThat(wire.hasUnread()).isFalse();
    assertThat(wire.probe()).isEqualTo(Verdict.DATA_PENDING);
    assertThat(wire.hasUnread()).isTrue();
    assertThat(wire.probe()).as("and stay so").isEqualTo(Verdict.DATA_PENDING);
  }

  @Test
  void whatAProbeFoundIsReadFirst() throws IOException {
    peer.write(ascii("abc"));
    wire.read(ByteBuffer.allocate(1), 0);
    wire.probe();
    ByteBuffer target = ByteBuffer.allocate(2);
    while (target.hasRemaining()) {
      wire.read(target, 0);
    }
    assertThat(new String(target.array(), US_ASCII)).isEqualTo("bc");
    assertThat(wire.hasUnread()).isFalse();
    assertThat(wire.probe()).isEqualTo(Verdict.IDLE);
  }

  @Test
  void anEndedStreamIsClosed() throws IOException {
    peer.close();
    wire.read(ByteBuffer.allocate(1), 0);
    assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
  }

  @Test
  void anAbortedStreamIsClosed() {
    wire.abort();
    assertThat(wire.probe()).isEqualTo(Verdict.CLOSED);
  }

  @Test
  void aTransportThatThrowsAnythingIsClosed() {
    assertThat(probe(() -> new IllegalStateException("broken"))).isEqualTo(Verdict.CLOSED);
    assertThat(probe(() -> new NoClassDefFoundError("gone"))).isEqualTo(Verdict.CLOSED);
  }

  @Test
  void everythingIsWritten() throws Exception {
    ByteBuffer large = ByteBuffer.allocate(4 << 20);
    ByteBuffer[] several = {ascii("a"), ByteBuffer.allocate(0), ByteBuffer.allocate(4 << 20)};
    Call<Void> write =
        Call.start(
            ThreadKind.PLATFORM,
            () -> {
              wire.write(large);
              wire.write(several);
              wire.shutdownOutput();
              return null;
            });
    long received = 0;
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (int count = 0; count >= 0; count = peer.read(buffer.clear())) {
      received += count;
    }
    write.result();
    assertThat(received).isEqualTo((8 << 20) + 1);
  }

  @Test
  void aTransportThatMovesNothingEndsTheCall() {
    Wire stuck = new PlainWire(new Motionless());
    assertThatThrownBy(() -> stuck.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> stuck.write(ascii("x"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> stuck.write(new ByteBuffer[] {ascii("x")}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Motionless.class.getName());
  }

  private static Verdict probe(Supplier<Throwable> failure) {
    return new PlainWire(
            new Motionless() {
              @Override
              public int readNow(ByteBuffer target) {
                Throwable thrown = failure.get();
                if (thrown instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) thrown;
              }
            })
        .probe();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** Breaks the contract of a transport: its blocking calls return 0. */
  private static class Motionless implements Transport {
    @Override
    public void connect() {}

    @Override
    public int read(ByteBuffer target, long timeoutNanos) {
      return 0;
    }

    @Override
    public int write(ByteBuffer source) {
      return 0;
    }

    @Override
    public long write(ByteBuffer[] sources) {
      return 0;
    }

    @Override
    public int readNow(ByteBuffer target) {
      return 0;
    }

    @Override
    public int writeNow(ByteBuffer source) {
      return 0;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public @Nullable SocketAddress localAddress() {
      return null;
    }

    @Override
    public void close() {}
  }
}
