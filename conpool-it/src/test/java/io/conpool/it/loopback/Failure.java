package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** How an {@code acquire} fails. */
final class Failure {

  /** How late a call may end on a busy machine; less than any deadline that might count twice. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private Failure() {}

  /** Returns what the call throws. */
  static PoolException of(Callable<Connection> acquire) throws Exception {
    try (Connection connection = acquire.call()) {
      throw new AssertionError("got " + connection);
    } catch (PoolException e) {
      return e;
    }
  }

  /** Returns what the call throws, neither before its deadline nor long after it. */
  static PoolException within(Duration deadline, Callable<Connection> acquire) throws Exception {
    long start = System.nanoTime();
    PoolException failure = of(acquire);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).as(failure.getMessage()).isBetween(deadline, deadline.plus(MARGIN));
    return failure;
  }

  /** Returns what the call throws, which it does at once. */
  static PoolException atOnce(Callable<Connection> acquire) throws Exception {
    return within(Duration.ZERO, acquire);
  }
}
