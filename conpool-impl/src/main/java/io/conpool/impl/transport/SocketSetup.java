package io.conpool.impl.transport;

import io.conpool.spi.SocketOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Set;

/**
 * What is done to a TCP socket before it connects.
 *
 * <p>SO_LINGER is left alone, which is off: closing never waits.
 *
 * @param options what is wanted
 */
record SocketSetup(SocketOptions options) {

  /** Sets a channel up that is to connect to an address. */
  void apply(SocketChannel channel, InetAddress peer) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, options.tcpNoDelay());
    if (options.receiveBufferSize() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferSize());
    }
    if (options.sendBufferSize() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferSize());
    }
    SocketOptions.KeepAlive keepAlive = options.keepAlive();
    if (keepAlive != null) {
      keepAlive(channel, keepAlive);
    }
    InetAddress source = options.sourceAddress();
    if (source != null) {
      bind(channel, source, peer);
    }
  }

  private static void keepAlive(SocketChannel channel, SocketOptions.KeepAlive keepAlive)
      throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    setDetail(channel, "TCP_KEEPIDLE", seconds(keepAlive.idle()));
    setDetail(channel, "TCP_KEEPINTERVAL", seconds(keepAlive.interval()));
    setDetail(channel, "TCP_KEEPCOUNT", keepAlive.count());
  }

  private static void setDetail(SocketChannel channel, String name, int value) throws IOException {
    if (value > 0) {
      channel.setOption(detail(name, channel.supportedOptions()), value);
    }
  }

  /**
   * Finds an option of the module jdk.net by its name: a module that required jdk.net could not run
   * without it.
   */
  @SuppressWarnings("unchecked") // its type was looked at
  static SocketOption<Integer> detail(String name, Set<SocketOption<?>> supported) {
    for (SocketOption<?> option : supported) {
      if (option.name().equals(name) && option.type() == Integer.class) {
        return (SocketOption<Integer>) option;
      }
    }
    throw new UnsupportedOperationException(
        name
            + " cannot be set here: add the module jdk.net (--add-modules jdk.net), or leave the"
            + " details of tcpKeepAlive to the system");
  }

  /** In whole seconds, rounded up so that no time is cut to 0, which means the system's. */
  private static int seconds(Duration time) {
    long seconds = time.getSeconds() + (time.getNano() == 0 ? 0 : 1);
    return (int) Math.min(seconds, Integer.MAX_VALUE);
  }

  private static void bind(SocketChannel channel, InetAddress source, InetAddress peer)
      throws IOException {
    String what = "the source address " + source.getHostAddress();
    if (isIpv6(source) != isIpv6(peer)) {
      throw new IOException(what + " cannot reach " + peer.getHostAddress());
    }
    try {
      channel.bind(new InetSocketAddress(source, 0));
    } catch (IOException | UnsupportedAddressTypeException e) {
      throw new IOException(what + " cannot be used: " + CauseText.of(e), e);
    }
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
