package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What has happened in a simulation: the last notes in words, and all of it as one number. */
final class Chronicle {

  private static final int REMEMBERED = 60;

  private final long seed;
  private final SimClock clock;
  private final Deque<String> recent = new ArrayDeque<>();
  private long fingerprint;

  Chronicle(long seed, SimClock clock) {
    this.seed = seed;
    this.clock = clock;
  }

  void mark(long what) {
    fingerprint = fingerprint * 31 + what;
  }

  void note(String who, String what) {
    String line = "%,15d us  %s: %s".formatted(clock.elapsed().toNanos() / 1000, who, what);
    mark(line.hashCode());
    recent.add(line);
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
  }

  long fingerprint() {
    return fingerprint;
  }

  /** What a failure says: the seed, why, where every thread stands, and what came before. */
  String report(String why, long steps, List<SimThread> threads) {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append(": ").append(why);
    text.append("\nat ").append(clock.elapsed()).append(", after ").append(steps).append(" steps");
    threads.forEach(thread -> describe(thread, text));
    text.append("\n\nbefore that:");
    recent.forEach(line -> text.append('\n').append(line));
    return text.toString();
  }

  private void describe(SimThread thread, StringBuilder text) {
    text.append("\n\n").append(thread.getName()).append(" (").append(thread.status).append(')');
    if (thread.waitingFor != null) {
      text.append(" waiting for ").append(thread.waitingFor);
      if (thread.deadline != Platform.FOREVER) {
        Duration until = clock.sinceStart(thread.deadline);
        text.append(" until ").append(until);
      }
    }
    if (thread.locksHeld > 0) {
      text.append(", holding ").append(thread.locksHeld).append(" lock(s)");
    }
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (!isPlumbing(frame.getClassName())) {
        text.append("\n    at ").append(frame);
      }
    }
  }

  private static boolean isPlumbing(String type) {
    return type.startsWith("java.")
        || type.startsWith("jdk.")
        || type.equals(Simulation.class.getName())
        || type.equals(Chronicle.class.getName())
        || type.equals(Scheduler.class.getName())
        || type.equals(SimThread.class.getName());
  }
}
