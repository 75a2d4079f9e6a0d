package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.time.Instant;

/** The simulated time, which only stands still or jumps. */
final class SimClock {

  private static final Instant WALL_CLOCK_AT_START = Instant.parse("2024-02-29T12:00:00Z");

  private final long start;
  private long now;
  private Duration wallClockOffset = Duration.ZERO;

  SimClock(long start) {
    this.start = start;
    this.now = start;
  }

  long now() {
    return now;
  }

  void jumpTo(long time) {
    now = time;
  }

  boolean isDue(long deadline) {
    return deadline != Platform.FOREVER && deadline - now <= 0;
  }

  Duration elapsed() {
    return sinceStart(now);
  }

  Duration sinceStart(long time) {
    return Duration.ofNanos(time - start);
  }

  Instant wallClock() {
    return WALL_CLOCK_AT_START.plus(elapsed()).plus(wallClockOffset);
  }

  void jumpWallClock(Duration by) {
    wallClockOffset = wallClockOffset.plus(by);
  }
}
