package io.conpool.impl.time;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under a lock and is done after it: unparking, starting dials, closing, telling
 * listeners.
 *
 * <p>Made and run by one thread, around one locked section.
 */
public final class Later {

  private @Nullable List<Runnable> actions;

  /** Puts something off. */
  public void add(Runnable action) {
    List<Runnable> made = actions;
    if (made == null) {
      made = new ArrayList<>();
      actions = made;
    }
    made.add(action);
  }

  /**
   * Does it all, in the order in which it was decided; no lock is held. What something foreign
   * throws meanwhile comes out at the end.
   */
  public void run() {
    if (actions == null) {
      return;
    }
    Throwable thrown = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        if (thrown == null) {
          thrown = e;
        } else if (thrown != e) {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    } else if (thrown instanceof Error error) {
      throw error;
    }
  }

  /** Whether nothing was put off. */
  public boolean isEmpty() {
    return actions == null;
  }
}
