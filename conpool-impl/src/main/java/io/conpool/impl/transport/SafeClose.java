package io.conpool.impl.transport;

import io.conpool.spi.Transport;

/**
 * Closes transports, which are foreign code: what one throws must lose neither a place nor a timer.
 */
public final class SafeClose {

  private static final System.Logger LOGGER = System.getLogger("io.conpool.dial");

  private SafeClose() {}

  /** Closes a transport, and logs what it throws. */
  public static void close(Transport transport) {
    try {
      transport.close();
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.WARNING, "closing a transport threw", e);
    }
  }
}
