package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.PoolException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** How an {@code acquire} fails. */
final class Failure {

  /** How late a call may end on a busy machine: a deadline of a second must not count twice. */
  private static final Duration MARGIN = Duration.ofMillis(900);

  /** What is still at once on a busy machine: no default deadline is as short. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

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
    return between(deadline, deadline.plus(MARGIN), acquire);
  }

  /** Returns what the call throws, without waiting for any deadline. */
  static PoolException atOnce(Callable<Connection> acquire) throws Exception {
    return between(Duration.ZERO, AT_ONCE, acquire);
  }

  private static PoolException between(
      Duration earliest, Duration latest, Callable<Connection> acquire) throws Exception {
    long start = System.nanoTime();
    PoolException failure = of(acquire);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).as(failure.getMessage()).isBetween(earliest, latest);
    return failure;
  }
}
