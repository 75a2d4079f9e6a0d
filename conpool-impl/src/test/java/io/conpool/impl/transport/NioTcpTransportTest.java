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

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void noCallMakesTheJdkCopyMoreThanASlice(long timeout) throws Exception {
    SocketChannel peer = connect();
    int size = 4 * NioTransport.HEAP_SLICE;
    Call<Integer> received = start(() -> receive(peer, 2 * size).length());
    ByteBuffer source = ByteBuffer.allocate(size);
    ByteBuffer[] sources = {
      ByteBuffer.allocate(0), ByteBuffer.allocate(size / 2), ByteBuffer.allocate(size / 2)
    };
    while (source.hasRemaining()) {
      assertThat(transport.write(source)).isLessThanOrEqualTo(NioTransport.HEAP_SLICE);
    }
    while (sources[2].hasRemaining()) {
      assertThat(transport.write(sources)).isBetween(1L, (long) NioTransport.HEAP_SLICE);
    }
    assertThat(received.result()).isEqualTo(2 * size);
    peer.write(ByteBuffer.allocate(size));
    ByteBuffer target = ByteBuffer.allocate(size);
    while (target.hasRemaining()) {
      assertThat(transport.read(target, timeout)).isLessThanOrEqualTo(NioTransport.HEAP_SLICE);
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
