package io.conpool.impl.proxy;

import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream that begins with a {@link ProxyProtocolHeader}. That has no answer: a server that does
 * not expect it takes it for the first bytes of its own protocol.
 */
final class AnnouncedTransport extends PreludeTransport {

  private final @Nullable SocketAddress destination;

  /**
   * Announces a stream over another transport.
   *
   * @param destination whom the stream is connected to, null where this is not known
   */
  AnnouncedTransport(Transport inner, @Nullable SocketAddress destination) {
    super(inner);
    this.destination = destination;
  }

  @Override
  void introduce(Wire peer) throws IOException {
    peer.write(ProxyProtocolHeader.between(localAddress(), destination));
  }
}
