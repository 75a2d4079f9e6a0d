package io.conpool.impl.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Asks the machine from which address it would send. */
@FunctionalInterface
public interface SourceProbe {

  /**
   * Asks, without sending anything.
   *
   * @return the source address, or null where there is no route
   */
  @Nullable InetAddress source(InetSocketAddress destination);
}
