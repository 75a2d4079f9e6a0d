package io.conpool.it.osgi;

import io.conpool.it.BuiltJars;
import io.conpool.it.PlugIn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is installed for conpool in a framework, in the order in which it is started. */
final class Bundles {

  private Bundles() {}

  /** API, implementation and plug-ins. */
  static List<Path> of(Set<PlugIn> plugIns) {
    List<Path> bundles = new ArrayList<>();
    bundles.add(BuiltJars.jar("conpool-api"));
    if (plugIns.contains(PlugIn.DNSJAVA)) {
      // slf4j 2 needs a mediator, slf4j 1.7 does not.
      bundles.add(BuiltJars.foreign("slf4j-api-1"));
      bundles.add(BuiltJars.foreign("slf4j-nop-1"));
    }
    for (PlugIn plugIn : plugIns) {
      bundles.add(plugIn.library());
      bundles.add(plugIn.jar());
    }
    bundles.add(BuiltJars.jar("conpool-impl"));
    return bundles;
  }
}
