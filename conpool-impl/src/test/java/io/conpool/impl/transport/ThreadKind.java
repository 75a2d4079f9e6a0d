package io.conpool.impl.transport;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** The kinds of thread a transport is used on. */
enum ThreadKind {
  PLATFORM,
  VIRTUAL;

  /** The kinds that this JDK has. */
  static List<ThreadKind> available() {
    return Runtime.version().feature() >= 21 ? List.of(PLATFORM, VIRTUAL) : List.of(PLATFORM);
  }

  /** Starts a thread; a virtual one by reflection, because the tests are compiled for JDK 17. */
  Thread start(Runnable body) {
    if (this == VIRTUAL) {
      try {
        return (Thread)
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        throw new LinkageError("no virtual threads on this JDK", e);
      }
    }
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
