package io.conpool.spi;

import java.io.IOException;
import java.net.SocketAddress;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens byte streams to socket addresses. */
@ConsumerType
public interface TransportProvider extends Provider {

  /**
   * Opens a transport that is not connected yet.
   *
   * <p>Returns at once and never blocks; {@link Transport#connect()} does the waiting.
   *
   * @param address where it will connect to: a resolved {@link java.net.InetSocketAddress} or a
   *     {@link java.net.UnixDomainSocketAddress}
   * @param options how its socket is to be set up
   * @return a transport of its own, which the caller closes
   * @throws IOException if no socket can be had or bound, or this provider cannot reach this kind
   *     of address
   * @throws UnsupportedOperationException if an option can never be set here; the message names it,
   *     and the dial fails with {@link io.conpool.PoolError.InvalidConfig}
   */
  Transport open(SocketAddress address, SocketOptions options) throws IOException;
}
