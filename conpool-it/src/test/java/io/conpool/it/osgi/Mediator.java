package io.conpool.it.osgi;

import io.conpool.it.BuiltJars;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether something makes {@link java.util.ServiceLoader} work across bundles. */
enum Mediator {
  NONE,
  SPI_FLY("asm", "asm-tree", "asm-analysis", "asm-commons", "asm-util", "spifly");

  private final String jars;

  Mediator(String... jars) {
    this.jars = String.join(",", jars);
  }

  /** Its bundles. They are started first: it weaves a class when that is loaded. */
  List<Path> bundles() {
    return Stream.of(jars.split(",", -1))
        .filter(jar -> !jar.isEmpty())
        .map(BuiltJars::foreign)
        .toList();
  }
}
