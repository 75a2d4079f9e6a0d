package io.conpool.impl.proxy;

import io.conpool.impl.transport.NioTransportProvider;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;

/** Transports that have a prelude and say nothing in it: what is left is what they pass on. */
public final class SilentPrelude implements TransportProvider {

  private final TransportProvider inner = new NioTransportProvider();

  @Override
  public String name() {
    return "silent";
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) throws IOException {
    return new PreludeTransport(inner.open(address, options)) {
      @Override
      void introduce(Wire peer) {
        // Nothing to say.
      }
    };
  }
}
