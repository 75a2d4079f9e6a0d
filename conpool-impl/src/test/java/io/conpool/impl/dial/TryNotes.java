package io.conpool.impl.dial;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.Transport;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one try does with its transports, and is told to have come up in it. */
final class TryNotes implements DialObserver {

  private final DialObserver all;
  private final List<SocketAddress> tried = new ArrayList<>();
  private final Set<SocketAddress> failed = new HashSet<>();
  private final Set<Transport> open = new HashSet<>();

  /**
   * Makes an empty one.
   *
   * @param all is told everything too
   */
  TryNotes(DialObserver all) {
    this.all = all;
  }

  /** An attempt begins: the one at this address. */
  void begin(SocketAddress address) {
    tried.add(address);
  }

  void opened(Transport transport) {
    open.add(transport);
  }

  void closed(Transport transport) {
    open.remove(transport);
  }

  /** How many transports of the try are open. */
  int open() {
    return open.size();
  }

  /** Where an attempt has begun, as often as one has. */
  List<SocketAddress> tried() {
    return tried;
  }

  boolean hasFailed(SocketAddress address) {
    return failed.contains(address);
  }

  @Override
  public void answered(AddressFamily family, List<SocketAddress> addresses, long freshUntil) {
    all.answered(family, addresses, freshUntil);
  }

  @Override
  public void unanswered(AddressFamily family, boolean temporary) {
    all.unanswered(family, temporary);
  }

  @Override
  public void attemptFailed(SocketAddress address, Throwable cause) {
    if (!failed.add(address)) {
      throw new AssertionError("that " + address + " has failed is told twice", cause);
    }
    all.attemptFailed(address, cause);
  }
}
