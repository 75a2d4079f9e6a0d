package io.conpool.impl.dial;

import io.conpool.impl.transport.SafeClose;
import io.conpool.spi.Transport;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
    TAKEN
  }

  private record Open(Transport transport) implements Content {}

  /** With what was in, so that who aborts it as well does not return before it is closed. */
  private record Aborted(@Nullable Transport transport) implements Content {}

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
    return !(now instanceof Aborted) && content.compareAndSet(now, Mark.TAKEN);
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
    Content now = content.updateAndGet(TransportSlot::aborted);
    if (now instanceof Aborted aborted && aborted.transport != null) {
      SafeClose.close(aborted.transport);
    }
    return now != Mark.TAKEN;
  }

  private static Content aborted(Content before) {
    if (before instanceof Open open) {
      return new Aborted(open.transport);
    }
    return before == Mark.EMPTY ? new Aborted(null) : before;
  }

  boolean isAborted() {
    return content.get() instanceof Aborted;
  }
}
