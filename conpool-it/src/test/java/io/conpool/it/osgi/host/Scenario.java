package io.conpool.it.osgi.host;

/** What is done with a framework and its bundles. */
@FunctionalInterface
interface Scenario {

  /** Plays it; what must not be is thrown. */
  void play(Host host, Report report) throws Exception;
}
