package io.conpool.cmd.stress;

import io.conpool.cmd.text.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Says who is stuck where, for a run that does not end. */
final class Stall {

  private static final int FRAMES = 8;
  private static final int WORKERS = 20;

  private Stall() {}

  /**
   * Describes it.
   *
   * @param workers all workers, also those that are done
   * @param threads their threads, in the same order
   * @param pool what the pool says of itself
   */
  static String describe(List<Worker> workers, List<Thread> threads, String pool) {
    StringBuilder text = new StringBuilder();
    int stuck = 0;
    for (int i = 0; i < workers.size(); i++) {
      Worker.Step step = workers.get(i).step();
      if (step != null && ++stuck <= WORKERS) {
        text.append(describe(step, threads.get(i)));
      }
    }
    if (stuck > WORKERS) {
      text.append("and ").append(stuck - WORKERS).append(" more\n");
    }
    return text.append('\n').append(pool).toString();
  }

  private static String describe(Worker.Step step, Thread thread) {
    return thread.getName()
        + ": client "
        + step.client()
        + ", message "
        + step.message()
        + " to "
        + step.endpoint()
        + ", for "
        + Quantity.time(System.nanoTime() - step.since())
        + "\n"
        + Arrays.stream(thread.getStackTrace())
            .limit(FRAMES)
            .map(frame -> "    at " + frame + "\n")
            .collect(Collectors.joining());
  }
}
