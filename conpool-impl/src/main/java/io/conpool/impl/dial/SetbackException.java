package io.conpool.impl.dial;

import io.conpool.impl.race.Setback;
import io.conpool.impl.transport.CauseText;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

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
   * @param step says what was being done
   */
  static SetbackException of(int first, List<Setback> all, Function<Setback, String> step) {
    SetbackException made = of(all.get(first), step);
    for (int i = 0; i < all.size(); i++) {
      if (i != first) {
        made.addSuppressed(of(all.get(i), step));
      }
    }
    return made;
  }

  private static SetbackException of(Setback setback, Function<Setback, String> step) {
    Throwable cause = setback.cause();
    return new SetbackException(step.apply(setback) + ": " + CauseText.of(cause), cause);
  }
}
