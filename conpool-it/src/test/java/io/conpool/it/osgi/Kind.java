package io.conpool.it.osgi;

import io.conpool.it.BuiltJars;
import java.nio.file.Path;
import java.util.Locale;

/** A framework, by the jar that has all of it. */
enum Kind {
  FELIX,
  EQUINOX;

  Path jar() {
    return BuiltJars.foreign(name().toLowerCase(Locale.ROOT));
  }
}
