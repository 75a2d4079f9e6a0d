package io.conpool.impl.dns;

import java.util.ArrayList;
import java.util.List;

/** Whom to tell what, decided under the lock and done after it. Made and run by one thread. */
final class Notices {

  private final List<Runnable> notices = new ArrayList<>();

  void add(Asker asker, NameAnswer answer) {
    notices.add(() -> asker.told().accept(answer));
  }

  void add(Runnable notice) {
    notices.add(notice);
  }

  /** Does it all: an asker that throws, which comes out at the end, must not stop the others. */
  void run() {
    Throwable thrown = null;
    for (Runnable notice : notices) {
      try {
        notice.run();
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
}
