package io.conpool.impl.address;

import java.net.SocketAddress;

/**
 * One connection to an address, from before its attempt until after its end, so that the book can
 * count. Its owner ends it once it is closed, whatever came of it.
 */
public final class AddressUse {

  private final AddressBook book;
  private final SocketAddress address;

  /** Whether it is over. Guarded by the lock of the book. */
  private boolean over;

  AddressUse(AddressBook book, SocketAddress address) {
    this.book = book;
    this.address = address;
  }

  /** To whom. */
  public SocketAddress address() {
    return address;
  }

  /** It has connected: the address is good. */
  public void succeeded() {
    book.succeeded(this);
  }

  /**
   * It has failed to connect, or was given up after it had had its time. Does nothing once it has
   * ended.
   */
  public void failed() {
    book.failed(this);
  }

  /** It is closed. Does nothing the second time. */
  public void end() {
    book.end(this);
  }

  /** Under the lock of the book. */
  boolean isOver() {
    return over;
  }

  /** Ends it; false if it had ended. Under the lock of the book. */
  boolean tryEnd() {
    boolean first = !over;
    over = true;
    return first;
  }
}
