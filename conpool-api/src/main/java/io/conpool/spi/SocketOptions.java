package io.conpool.spi;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a new socket is set up.
 *
 * <p>Made by conpool alone; components may be added. All of it is about TCP and means nothing to a
 * Unix-domain socket. What stands for the system's own value is not touched; anything else that
 * cannot be had must fail the transport rather than be passed over.
 *
 * @param tcpNoDelay whether small writes go out at once ({@link
 *     java.net.StandardSocketOptions#TCP_NODELAY})
 * @param keepAlive how the system finds out that the peer is gone ({@link
 *     java.net.StandardSocketOptions#SO_KEEPALIVE}), or null for not at all
 * @param receiveBufferSize {@link java.net.StandardSocketOptions#SO_RCVBUF} in bytes, to be set
 *     before connecting because the window's scale is settled then (RFC 7323, section 2.2); 0 for
 *     the system's
 * @param sendBufferSize {@link java.net.StandardSocketOptions#SO_SNDBUF} in bytes; 0 for the
 *     system's
 * @param sourceAddress the address of this machine to connect from, with a port of the system's
 *     choice; null where the address is the system's choice too
 */
public record SocketOptions(
    boolean tcpNoDelay,
    @Nullable KeepAlive keepAlive,
    int receiveBufferSize,
    int sendBufferSize,
    @Nullable InetAddress sourceAddress) {

  private static final SocketOptions DEFAULTS = new SocketOptions(true, null, 0, 0, null);

  /**
   * Makes options.
   *
   * @param tcpNoDelay whether small writes go out at once
   * @param keepAlive how the system finds out that the peer is gone, or null for not at all
   * @param receiveBufferSize in bytes, or 0 for the system's
   * @param sendBufferSize in bytes, or 0 for the system's
   * @param sourceAddress the address to connect from, or null for the system's choice
   * @throws IllegalArgumentException if a size is negative
   */
  public SocketOptions {
    requireZeroOrMore("receiveBufferSize", receiveBufferSize);
    requireZeroOrMore("sendBufferSize", sendBufferSize);
  }

  /**
   * Returns the options of a pool in which none is set: small writes go out at once, all else is
   * the system's.
   *
   * @return the defaults
   */
  public static SocketOptions defaults() {
    return DEFAULTS;
  }

  private static void requireZeroOrMore(String component, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(component + " must be zero or more, was " + value);
    }
  }

  /**
   * When the system probes a connection on which nothing moves, and when it gives the peer up.
   *
   * @param idle how long nothing must have moved before the first probe, to be rounded up to whole
   *     seconds; zero for the system's
   * @param interval the time from one probe to the next, to be rounded up to whole seconds; zero
   *     for the system's
   * @param count how many probes without an answer end the connection; 0 for the system's
   */
  public record KeepAlive(Duration idle, Duration interval, int count) {

    /**
     * Makes the times and the count.
     *
     * @param idle how long nothing must have moved before the first probe, or zero
     * @param interval the time from one probe to the next, or zero
     * @param count how many probes without an answer end the connection, or 0
     * @throws IllegalArgumentException if one is negative
     */
    public KeepAlive {
      requireZeroOrMore("idle", idle);
      requireZeroOrMore("interval", interval);
      SocketOptions.requireZeroOrMore("count", count);
    }

    private static void requireZeroOrMore(String component, Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException(component + " must be zero or more, was " + value);
      }
    }
  }
}
