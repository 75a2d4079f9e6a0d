package io.conpool.it.support;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** What kind of thread the callers of a pool run on. */
public enum ThreadKind {
  /** Threads of the operating system. */
  PLATFORM {
    @Override
    Thread unstarted(String name, Runnable body) {
      Thread thread = new Thread(body, name);
      thread.setDaemon(true);
      return thread;
    }
  },
  /** Virtual threads, reached by reflection because JDK 17 has none. */
  VIRTUAL {
    @Override
    Thread unstarted(String name, Runnable body) {
      try {
        Class<?> type = Class.forName("java.lang.Thread$Builder");
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        builder = type.getMethod("name", String.class).invoke(builder, name);
        return (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, body);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no virtual threads here", e);
      }
    }
  };

  /** The kinds that this JDK has. */
  public static List<ThreadKind> available() {
    boolean virtual = Runtime.version().feature() >= 21;
    return Arrays.stream(values()).filter(kind -> kind == PLATFORM || virtual).toList();
  }

  abstract Thread unstarted(String name, Runnable body);

  /** Starts a call on a thread of this kind. */
  public <T> Caller<T> start(String name, Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        unstarted(
            name,
            () -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    return new Caller<>(thread, result);
  }
}
