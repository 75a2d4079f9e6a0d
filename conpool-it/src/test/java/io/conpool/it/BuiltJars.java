package io.conpool.it;

import java.nio.file.Path;

/** Where the build has put what it made, and what the tests run it with. */
public final class BuiltJars {

  private BuiltJars() {}

  /** The jar of a module. */
  public static Path jar(String artifact) {
    return target(artifact)
        .resolve(artifact + "-" + System.getProperty("conpool.version") + ".jar");
  }

  /** The folder that a module is built into. */
  public static Path target(String artifact) {
    return Path.of(System.getProperty("basedir", ""))
        .toAbsolutePath()
        .resolveSibling(artifact)
        .resolve("target");
  }

  /** A jar of others', by the name that the build gives it: {@code dnsjava} for example. */
  public static Path foreign(String name) {
    return target("conpool-it").resolve("bundles").resolve(name + ".jar");
  }

  /** The compiled tests. */
  public static Path testClasses() {
    return target("conpool-it").resolve("test-classes");
  }
}
