package io.conpool.impl.time;

import io.conpool.impl.time.Platform.Task;

/**
 * A task that lends its name to the thread while it runs there.
 *
 * @param task the task
 */
record NamedTask(Task task) implements Runnable {

  @Override
  public void run() {
    Thread self = Thread.currentThread();
    String atRest = self.getName();
    self.setName(task.name());
    new LoggedTask(task.name(), task.body()).run();
    self.setName(atRest);
  }
}
