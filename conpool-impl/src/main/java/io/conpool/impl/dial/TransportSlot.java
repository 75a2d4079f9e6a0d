package io.conpool.impl.dial;

import io.conpool.impl.transport.SafeClose;
import io.conpool.spi.Transport;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds the one transport that a try has open, so that the try can be aborted from outside.
 *
 * <p>Once {@link #abort()} has returned, no transport of the try is open and none will be: that is
 * when its place is free.
 */
final class TransportSlot {

  private sealed interface Content {}

  private enum Mark implements Content {
    EMPTY,
    TAKEN,
    ABORTED
  }

  private record Open(Transport transport) implements Content {}

  private final AtomicReference<Content> content = new AtomicReference<>(Mark.EMPTY);

  /** Puts a transport in; closes it and returns false if the try was aborted. */
  boolean put(Transport transport) {
    if (content.compareAndSet(Mark.EMPTY, new Open(transport))) {
      return true;
    }
    SafeClose.close(transport);
    return false;
  }

  /**
   * Takes the transport out, for whoever the try has succeeded for; false if the try was aborted.
   */
  boolean take() {
    Content now = content.get();
    return now != Mark.ABORTED && content.compareAndSet(now, Mark.TAKEN);
  }

  /** Closes the transport that is in, if there is one, and makes room for the next. */
  void discard() {
    Content now = content.get();
    if (now instanceof Open open) {
      // Closed before the slot is empty, so that whoever aborts meanwhile does not return before it
      // is.
      SafeClose.close(open.transport);
      content.compareAndSet(now, Mark.EMPTY);
    }
  }

  /**
   * Closes the transport that is in and lets no other in; false if it had been taken out before.
   */
  boolean abort() {
    Content before = content.getAndUpdate(now -> now == Mark.TAKEN ? now : Mark.ABORTED);
    if (before instanceof Open open) {
      SafeClose.close(open.transport);
    }
    return before != Mark.TAKEN;
  }

  boolean isAborted() {
    return content.get() == Mark.ABORTED;
  }
}
