package io.conpool.impl.time;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * A task whose failure is logged and goes no further, so that the thread which runs it lives on.
 *
 * @param name what it is called in the log
 * @param body the task
 */
record LoggedTask(String name, Runnable body) implements Runnable {

  private static final Logger LOG = System.getLogger("io.conpool");

  @Override
  public void run() {
    try {
      body.run();
    } catch (Throwable failure) {
      log(failure);
    }
  }

  private void log(Throwable failure) {
    try {
      LOG.log(Level.ERROR, () -> name + " failed", failure);
    } catch (RuntimeException | Error e) {
      // A log that is broken as well is no reason to lose the thread.
    }
  }
}
