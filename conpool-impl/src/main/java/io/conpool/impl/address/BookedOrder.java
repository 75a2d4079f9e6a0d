package io.conpool.impl.address;

import io.conpool.impl.race.AddressOrder;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of one race, as the book has it at that moment. Whoever is first in it counts as in use
 * from then on.
 *
 * <p>Used as its race is, by one thread at a time, but for {@link #learn}.
 */
public final class BookedOrder implements AddressOrder {

  private final AddressBook book;
  private final BestAddressFirst best;

  /** The use of whoever comes next, until it is taken over. */
  private @Nullable AddressUse reserved;

  BookedOrder(AddressBook book, BestAddressFirst best) {
    this.book = book;
    this.best = best;
  }

  /** Gets to know addresses before they are arranged; asks the machine, so call without locks. */
  public void learn(AddressTiers addresses) {
    best.learn(addresses);
  }

  @Override
  public List<SocketAddress> arrange(@Nullable SocketAddress last, List<SocketAddress> untried) {
    AddressBook.Chosen chosen =
        book.choose(reserved, standings -> best.sort(last, untried, standings));
    reserved = chosen.first();
    return chosen.order();
  }

  /** The use of an address whose attempt begins. */
  public AddressUse use(SocketAddress address) {
    AddressUse taken = reserved;
    if (taken != null && taken.address().equals(address)) {
      reserved = null;
      return taken;
    }
    return book.use(address);
  }

  /** The race is over: nobody else is tried. */
  public void end() {
    if (reserved != null) {
      reserved.end();
      reserved = null;
    }
  }
}
