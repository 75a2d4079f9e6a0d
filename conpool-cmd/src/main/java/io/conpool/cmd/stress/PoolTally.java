package io.conpool.cmd.stress;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolListener;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the pool tells its listener, counted. */
final class PoolTally implements PoolListener {

  private final AtomicLong opened = new AtomicLong();
  private final ConcurrentHashMap<CloseReason, Long> closed = new ConcurrentHashMap<>();

  @Override
  public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
    opened.incrementAndGet();
  }

  @Override
  public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
    closed.merge(reason, 1L, Long::sum);
  }

  long opened() {
    return opened.get();
  }

  /** How many connections were closed so far, for each reason that there was. */
  Map<CloseReason, Long> closed() {
    return new TreeMap<>(closed);
  }
}
