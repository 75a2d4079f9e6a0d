package io.conpool.it.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Programs of the system that tests start as real servers.
 *
 * <p>A test whose program is not installed is skipped, but fails if the system property {@code
 * it.servers} is {@code required}: who has seen to the servers wants no test left out unseen.
 */
public final class Programs {

  private static final String PROPERTY = "it.servers";

  private Programs() {}

  /** Returns where a program is; ends the test if it is nowhere. */
  public static Path find(String name) {
    return find(name, "required".equals(System.getProperty(PROPERTY)));
  }

  static Path find(String name, boolean required) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> missing(name + " is not installed", required));
  }

  private static RuntimeException missing(String message, boolean required) {
    return required
        ? new IllegalStateException(message + ", and " + PROPERTY + " is required")
        : new TestAbortedException(message);
  }
}
