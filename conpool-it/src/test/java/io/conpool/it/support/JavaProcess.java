package io.conpool.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that has ended.
 *
 * @param status how it ended
 * @param output what it printed, errors included
 */
public record JavaProcess(int status, String output) {

  /** Runs the JVM that runs the tests once more, until it ends; it must do so in time. */
  public static JavaProcess run(Duration patience, List<String> arguments)
      throws IOException, InterruptedException {
    return run(Path.of(System.getProperty("java.home")), patience, arguments);
  }

  /** Runs the JVM of a Java home until it ends; it must do so in time. */
  public static JavaProcess run(Path home, Duration patience, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(arguments);
    Path output = Files.createTempFile("java", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("still runs after " + patience + ":\n" + read(output));
        }
        return new JavaProcess(process.exitValue(), read(output));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(output);
    }
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), UTF_8);
  }
}
