package io.conpool.impl.time;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The virtual threads of the JDKs that have them for good (21 and later). */
final class VirtualThreads {

  private static final int FIRST_JDK = 21;

  private static final @Nullable ThreadFactory FACTORY = find();

  private VirtualThreads() {}

  /** What makes them, null on a JDK without. */
  static @Nullable ThreadFactory factory() {
    return FACTORY;
  }

  private static @Nullable ThreadFactory find() {
    if (Runtime.version().feature() < FIRST_JDK) {
      return null;
    }
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Object plain = Thread.class.getMethod("ofVirtual").invoke(null);
      Object bare =
          builder.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(plain, false);
      return (ThreadFactory) builder.getMethod("factory").invoke(bare);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no virtual threads on " + Runtime.version(), e);
    }
  }
}
