package io.conpool.it.transport;

import io.conpool.impl.transport.LoopbackServer;
import io.conpool.impl.transport.NioTransportProvider;
import io.conpool.impl.transport.TransportContract;
import io.conpool.spi.TransportProvider;
import java.io.IOException;

/** The built-in transport, out of the jar. */
class NioTransportIT extends TransportContract {

  @Override
  protected LoopbackServer listen() throws IOException {
    return LoopbackServer.tcp();
  }

  @Override
  protected TransportProvider provider() {
    return new NioTransportProvider();
  }
}
