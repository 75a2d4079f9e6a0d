package io.conpool.cmd.stress;

import io.conpool.cmd.text.Label;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** What kind of threads the clients are. */
enum ThreadKind {
  PLATFORM,
  VIRTUAL;

  private static final @Nullable MethodHandle START_VIRTUAL = findStartVirtual();

  /** Tells whether this JDK has such threads; virtual ones came with 21. */
  boolean isAvailable() {
    return this == PLATFORM || START_VIRTUAL != null;
  }

  /** Starts a thread that does not keep the JVM alive. */
  Thread start(String name, Runnable task) {
    if (this == PLATFORM) {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
    Thread thread = startVirtual(task);
    thread.setName(name);
    return thread;
  }

  @Override
  public String toString() {
    return Label.of(this);
  }

  private static Thread startVirtual(Runnable task) {
    if (START_VIRTUAL == null) {
      throw new UnsupportedOperationException("no virtual threads before Java 21");
    }
    try {
      return (Thread) START_VIRTUAL.invokeExact(task);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the method throws nothing else", e);
    }
  }

  private static @Nullable MethodHandle findStartVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class));
    } catch (ReflectiveOperationException beforeJava21) {
      return null;
    }
  }
}
