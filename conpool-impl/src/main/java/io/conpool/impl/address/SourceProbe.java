package io.conpool.impl.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Asks the machine from which address it would send. */
@FunctionalInterface
public interface SourceProbe {

  /**
   * For transports whose routes nobody knows: each address is taken for reachable, from one like
   * it.
   */
  SourceProbe UNKNOWN = InetSocketAddress::getAddress;

  /**
   * Asks, without sending anything.
   *
   * @return the source address, or null where there is no route
   */
  @Nullable InetAddress source(InetSocketAddress destination);
}
