package io.conpool.impl.dial;

import io.conpool.impl.address.AddressBook;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Notes what comes up while dialing, in words. */
final class NotedDials implements DialObserver {

  final List<String> notes = new ArrayList<>();

  /** What the endpoint knows, as in a pool. */
  final AddressBook book;

  NotedDials(Platform platform) {
    this.book = new AddressBook(platform, true, this::setAside);
  }

  @Override
  public void answered(AddressFamily family, List<SocketAddress> addresses, long freshUntil) {
    book.answered(family, addresses);
    notes.add(family + " " + addresses);
  }

  @Override
  public void unanswered(AddressFamily family, boolean temporary) {
    book.unanswered(family, temporary);
    notes.add(family + (temporary ? " cannot be told" : " has none"));
  }

  @Override
  public void attemptFailed(SocketAddress address, Throwable cause) {
    notes.add(address + " failed: " + cause.getMessage());
  }

  private void setAside(SocketAddress address, Duration pause) {
    notes.add(address + " set aside for " + pause);
  }
}
