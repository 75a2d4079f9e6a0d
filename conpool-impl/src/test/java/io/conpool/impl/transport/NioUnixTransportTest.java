package io.conpool.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioUnixTransportTest extends TransportContract {

  @TempDir Path directory;

  @Override
  protected LoopbackServer listen() throws IOException {
    return LoopbackServer.unix(directory.resolve("socket"));
  }

  @Override
  protected TransportProvider provider() {
    return new NioTransportProvider();
  }

  @Test
  void aMissingSocketFileIsARefusal() throws IOException {
    UnixDomainSocketAddress missing = UnixDomainSocketAddress.of(directory.resolve("missing"));
    try (var opened = provider().open(missing, SocketOptions.defaults())) {
      assertThatThrownBy(
              () ->
                  call(
                      () -> {
                        opened.connect();
                        return null;
                      }))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void noSelectorStaysOpenBetweenCalls() throws Exception {
    connect();
    assertThatThrownBy(() -> call(() -> transport.read(ByteBuffer.allocate(1), SHORT)))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(((NioUnixTransport) transport).channel.isRegistered()).isFalse();
  }

  @Test
  void anUnnamedEndHasNoAddress() throws Exception {
    connect();
    assertThat(transport.localAddress()).isNull();
  }
}
