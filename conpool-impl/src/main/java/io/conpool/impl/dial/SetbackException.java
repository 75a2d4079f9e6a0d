package io.conpool.impl.dial;

import io.conpool.impl.race.Setback;
import io.conpool.impl.transport.CauseText;
import java.io.IOException;
import java.util.List;

/**
 * One setback of a try with its phase and address, the others of the try suppressed. Made anew for
 * each try, since several tries may have met one and the same cause.
 */
final class SetbackException extends IOException {

  private static final long serialVersionUID = 1L;

  private SetbackException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes one.
   *
   * @param first the place of the one that counts most among all
   */
  static SetbackException of(int first, List<Setback> all, String authority) {
    SetbackException made = of(all.get(first), authority);
    for (int i = 0; i < all.size(); i++) {
      if (i != first) {
        made.addSuppressed(of(all.get(i), authority));
      }
    }
    return made;
  }

  private static SetbackException of(Setback setback, String authority) {
    String what =
        switch (setback.phase()) {
          case RESOLVING -> "resolving " + authority;
          case CONNECTING -> "connecting to " + setback.address();
          case SECURING -> "TLS handshake with " + setback.address();
        };
    return new SetbackException(what + ": " + CauseText.of(setback.cause()), setback.cause());
  }
}
