package io.conpool.impl.observe;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The user's listener, whose exceptions and errors are logged and go no further. */
public final class GuardedListener implements PoolListener {

  private static final System.Logger LOGGER = System.getLogger("io.conpool");

  private final PoolListener listener;

  /** Guards a listener. */
  public GuardedListener(PoolListener listener) {
    this.listener = listener;
  }

  @Override
  public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
    tell(each -> each.connectionOpened(endpoint, address, took));
  }

  @Override
  public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
    tell(each -> each.connectionClosed(endpoint, address, reason));
  }

  @Override
  public void attemptFailed(Endpoint endpoint, SocketAddress address, Throwable cause) {
    tell(each -> each.attemptFailed(endpoint, address, cause));
  }

  @Override
  public void addressSetAside(Endpoint endpoint, SocketAddress address, Duration pause) {
    tell(each -> each.addressSetAside(endpoint, address, pause));
  }

  @Override
  public void addressRestored(Endpoint endpoint, SocketAddress address) {
    tell(each -> each.addressRestored(endpoint, address));
  }

  @Override
  public void addressesChanged(Endpoint endpoint, List<SocketAddress> addresses) {
    tell(each -> each.addressesChanged(endpoint, addresses));
  }

  @Override
  public void dialFailed(Endpoint endpoint, PoolException failure) {
    tell(each -> each.dialFailed(endpoint, failure));
  }

  @Override
  public void acquired(Endpoint endpoint, boolean reused, Duration waited) {
    tell(each -> each.acquired(endpoint, reused, waited));
  }

  @Override
  public void acquireFailed(Endpoint endpoint, PoolException failure) {
    tell(each -> each.acquireFailed(endpoint, failure));
  }

  @Override
  public void released(Endpoint endpoint) {
    tell(each -> each.released(endpoint));
  }

  @Override
  public void leakSuspected(Endpoint endpoint, Duration held, Throwable acquiredAt) {
    tell(each -> each.leakSuspected(endpoint, held, acquiredAt));
  }

  private void tell(Consumer<PoolListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) { // foreign code: whatever it throws must not lose a connection
      LOGGER.log(System.Logger.Level.WARNING, "a pool listener threw", e);
    }
  }
}
