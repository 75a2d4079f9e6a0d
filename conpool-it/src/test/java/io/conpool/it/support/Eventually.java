package io.conpool.it.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asks a real server again and again until it says what it must, in bounded time. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 5;

  private Eventually() {}

  /** Repeats a check until it passes; after ten seconds its last failure is thrown. */
  public static void check(ThrowingCallable check) {
    long start = System.nanoTime();
    while (true) {
      try {
        check.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw e;
        }
      } catch (Throwable e) {
        throw new AssertionError("the check itself failed", e);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a server", e);
    }
  }
}
