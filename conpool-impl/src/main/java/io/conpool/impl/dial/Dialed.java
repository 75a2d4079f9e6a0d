package io.conpool.impl.dial;

import io.conpool.impl.address.AddressUse;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.TransportProvider;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is ready for its first lease.
 *
 * @param wire its bytes
 * @param use of the address that it is connected to, to be ended when it is closed
 * @param attachment what the connect hook attached
 * @param transport who made its transport
 * @param tls who made its TLS engine, null where it is plain
 * @param tookNanos how long the try took
 */
public record Dialed(
    Wire wire,
    AddressUse use,
    @Nullable Object attachment,
    TransportProvider transport,
    @Nullable TlsProvider tls,
    long tookNanos) {

  /** Whom it is connected to. */
  public SocketAddress address() {
    return use.address();
  }
}
