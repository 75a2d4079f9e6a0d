package io.conpool.spi;

/**
 * How a new socket is set up.
 *
 * <p>Made by conpool alone; components may be added.
 *
 * @param tcpNoDelay whether small writes go out at once ({@link
 *     java.net.StandardSocketOptions#TCP_NODELAY}); means nothing to a Unix-domain socket
 */
public record SocketOptions(boolean tcpNoDelay) {

  private static final SocketOptions DEFAULTS = new SocketOptions(true);

  /**
   * Returns the options that conpool uses: small writes go out at once.
   *
   * @return the defaults
   */
  public static SocketOptions defaults() {
    return DEFAULTS;
  }
}
