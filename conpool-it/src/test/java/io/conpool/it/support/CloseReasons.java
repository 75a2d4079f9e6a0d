package io.conpool.it.support;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolListener;
import java.net.SocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers why connections were closed. */
public final class CloseReasons implements PoolListener {

  private final Queue<CloseReason> reasons = new ConcurrentLinkedQueue<>();

  @Override
  public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
    reasons.add(reason);
  }

  /** The reasons so far, in order. */
  public List<CloseReason> all() {
    return List.copyOf(reasons);
  }
}
