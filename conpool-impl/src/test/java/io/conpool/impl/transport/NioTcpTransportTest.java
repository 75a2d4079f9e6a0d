package io.conpool.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.InetAddress;
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
  protected LoopbackServer listen() throws IOException {
    return LoopbackServer.tcp();
  }

  @Override
  protected TransportProvider provider() {
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

  @Test
  void theOptionsAreSetBeforeItConnects() throws IOException {
    SocketOptions options = new SocketOptions(false, null, 20_000, 0, null);
    try (NioTcpTransport opened = (NioTcpTransport) provider().open(server.address(), options)) {
      assertThat(opened.channel.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
      assertThat(opened.channel.getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(20_000);
    }
  }

  @Test
  void aSocketThatCannotBeSetUpIsNotOpened() {
    InetAddress elsewhere = new InetSocketAddress("192.0.2.1", 0).getAddress();
    SocketOptions options = new SocketOptions(true, null, 0, 0, elsewhere);
    assertThatThrownBy(() -> provider().open(server.address(), options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the source address 192.0.2.1 cannot be used");
  }

  @Test
  void aConnectionComesFromTheSourceAddress() throws Exception {
    InetAddress source = new InetSocketAddress("127.0.0.2", 0).getAddress();
    SocketOptions options = new SocketOptions(true, null, 0, 0, source);
    try (Transport opened = provider().open(server.address(), options)) {
      call(
          () -> {
            opened.connect();
            return null;
          });
      SocketChannel peer = server.accept();
      assertThat(((InetSocketAddress) peer.getRemoteAddress()).getAddress()).isEqualTo(source);
      assertThat(opened.localAddress()).isEqualTo(peer.getRemoteAddress());
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
