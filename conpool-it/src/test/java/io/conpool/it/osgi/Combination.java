package io.conpool.it.osgi;

import io.conpool.it.PlugIn;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One cell of the matrix.
 *
 * @param framework which one
 * @param mediator with or without
 * @param plugIns those that are installed
 */
record Combination(Kind framework, Mediator mediator, Set<PlugIn> plugIns) {

  /** All there are. */
  static Stream<Combination> all() {
    return Stream.of(Kind.values())
        .flatMap(
            framework ->
                Stream.of(Mediator.values())
                    .flatMap(
                        mediator -> sets().map(set -> new Combination(framework, mediator, set))));
  }

  private static Stream<Set<PlugIn>> sets() {
    return Stream.of(
        EnumSet.noneOf(PlugIn.class),
        EnumSet.of(PlugIn.CONSCRYPT),
        EnumSet.of(PlugIn.DNSJAVA),
        EnumSet.allOf(PlugIn.class));
  }

  /** The provider that a pool should choose. */
  String best(PlugIn plugIn) {
    return plugIns.contains(plugIn) ? plugIn.provider() : "jdk";
  }

  /** How many services of its kind there should be. */
  String services(PlugIn plugIn) {
    return plugIns.contains(plugIn) ? "1" : "0";
  }

  String plugInNames() {
    return plugIns.isEmpty()
        ? "none"
        : plugIns.stream().map(PlugIn::provider).collect(Collectors.joining(", "));
  }
}
