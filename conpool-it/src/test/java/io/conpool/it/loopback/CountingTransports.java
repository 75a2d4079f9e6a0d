package io.conpool.it.loopback;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A transport of a third party: blocking channels, with every call counted. */
final class CountingTransports implements TransportProvider {

  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger opened = new AtomicInteger();
  private final Set<Transport> open = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, options.tcpNoDelay());
    Transport transport = new CountingTransport(channel, address, calls, open::remove);
    opened.incrementAndGet();
    open.add(transport);
    return transport;
  }

  /** How often any transport was called. */
  long calls() {
    return calls.get();
  }

  /** How many transports were made. */
  int opened() {
    return opened.get();
  }

  /** How many have not been closed. */
  int open() {
    return open.size();
  }
}
