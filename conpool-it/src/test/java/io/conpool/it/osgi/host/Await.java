package io.conpool.it.osgi.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other threads bring about, in bounded time. */
final class Await {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  private Await() {}

  /** Asks until there is nothing more to complain of. */
  static void quiet(Supplier<String> complaint) {
    long start = System.nanoTime();
    String last = complaint.get();
    while (!last.isEmpty()) {
      if (System.nanoTime() - start > PATIENCE) {
        throw new AssertionError(last);
      }
      LockSupport.parkNanos(PAUSE);
      last = complaint.get();
    }
  }
}
