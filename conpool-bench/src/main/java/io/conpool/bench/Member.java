package io.conpool.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread of a crowd; what it counts is read once it has ended. */
final class Member implements Runnable {

  private final Crowd crowd;
  private final Crowd.Cycle cycle;
  private @Nullable Histogram waits;
  private @Nullable Exception failure;
  private long cycles;

  Member(Crowd crowd, Crowd.Cycle cycle) {
    this.crowd = crowd;
    this.cycle = cycle;
  }

  @Override
  public void run() {
    try {
      crowd.enter();
      while (crowd.isOpen()) {
        cycle.run(this);
        // Whoever waited to the end and was served only then has starved.
        if (crowd.isOpen()) {
          cycles++;
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  /** Keeps how long it has waited. */
  void waited(long nanos) {
    if (waits == null) {
      waits = new Histogram(3);
    }
    waits.recordValue(Math.max(0, nanos));
  }

  long cycles() {
    return cycles;
  }

  void addWaitsTo(Histogram all) {
    if (waits != null) {
      all.add(waits);
    }
  }

  void requireWell() throws Exception {
    if (failure != null) {
      throw failure;
    }
  }
}
