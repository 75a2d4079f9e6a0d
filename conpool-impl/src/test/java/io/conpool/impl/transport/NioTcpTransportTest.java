package io.conpool.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NioTcpTransportTest extends TransportContract {

  @Override
  LoopbackServer listen() throws IOException {
    return LoopbackServer.tcp();
  }

  @Override
  TransportProvider provider() {
    return new NioTransportProvider();
  }

  @Test
  void aResetByThePeerIsAFailure() throws Exception {
    SocketChannel peer = connect();
    peer.setOption(StandardSocketOptions.SO_LINGER, 0);
    peer.close();
    assertThatThrownBy(() -> call(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> call(() -> transport.readNow(ByteBuffer.allocate(1))))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOptionsAreSet(boolean tcpNoDelay) throws IOException {
    try (NioTcpTransport opened =
        (NioTcpTransport) provider().open(server.address(), new SocketOptions(tcpNoDelay))) {
      assertThat(opened.channel.getOption(StandardSocketOptions.TCP_NODELAY)).isEqualTo(tcpNoDelay);
    }
  }

  @Test
  void theLocalAddressIsThePeersRemoteAddress() throws Exception {
    SocketChannel peer = connect();
    assertThat(transport.localAddress()).isEqualTo(peer.getRemoteAddress());
  }

  @Test
  void anUnresolvedAddressIsAnUnknownHost() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("name.invalid", 1);
    assertThatThrownBy(() -> provider().open(unresolved, SocketOptions.defaults()))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("name.invalid");
  }
}
