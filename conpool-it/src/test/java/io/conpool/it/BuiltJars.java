package io.conpool.it;

import java.nio.file.Path;

/** Where the build has put what it made. */
final class BuiltJars {

  private BuiltJars() {}

  /** The jar of a module. */
  static Path jar(String artifact) {
    return target(artifact)
        .resolve(artifact + "-" + System.getProperty("conpool.version") + ".jar");
  }

  /** The folder that a module is built into. */
  static Path target(String artifact) {
    return Path.of(System.getProperty("basedir", ""))
        .toAbsolutePath()
        .resolveSibling(artifact)
        .resolve("target");
  }
}
