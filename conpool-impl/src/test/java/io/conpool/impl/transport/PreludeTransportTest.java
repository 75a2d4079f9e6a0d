package io.conpool.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.proxy.SilentPrelude;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** A transport that leads through something is as good as the one it is over. */
class PreludeTransportTest extends TransportContract {

  @Override
  protected LoopbackServer listen() throws IOException {
    return LoopbackServer.tcp();
  }

  @Override
  protected TransportProvider provider() {
    return new SilentPrelude();
  }

  @Test
  void theLocalAddressIsThePeersRemoteAddress() throws Exception {
    SocketChannel peer = connect();
    assertThat(transport.localAddress()).isEqualTo(peer.getRemoteAddress());
  }
}
