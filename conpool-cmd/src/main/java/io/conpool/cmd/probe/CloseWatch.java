package io.conpool.cmd.probe;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolListener;
import io.conpool.cmd.text.Label;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Remembers why a connection was closed first. */
final class CloseWatch implements PoolListener {

  private volatile @Nullable CloseReason first;

  @Override
  public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
    if (first == null) {
      first = reason;
    }
  }

  @Override
  public String toString() {
    CloseReason reason = first;
    return reason == null ? "reason unknown" : Label.of(reason);
  }
}
