package io.conpool.impl.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under a lock and is done after it: unparking, starting dials, closing, telling
 * listeners.
 *
 * <p>Made and run by one thread, around one locked section.
 */
final class Later {

  private @Nullable List<Runnable> actions;

  void add(Runnable action) {
    List<Runnable> made = actions;
    if (made == null) {
      made = new ArrayList<>();
      actions = made;
    }
    made.add(action);
  }

  /** Does it all, in the order in which it was decided; no lock is held. */
  void run() {
    if (actions != null) {
      actions.forEach(Runnable::run);
    }
  }

  boolean isEmpty() {
    return actions == null;
  }
}
