package io.conpool.bench;

import java.io.IOException;

/** Where a process may run. */
final class Pinning {

  private Pinning() {}

  /** Leaves this process, and what it starts from now on, the first processor alone. */
  static void toOneProcessor() throws IOException, InterruptedException {
    String self = String.valueOf(ProcessHandle.current().pid());
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-c", "-p", "0", self)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset ended with " + taskset.exitValue());
    }
  }
}
