package io.conpool.it.osgi.host;

import io.conpool.it.support.Leftovers;

/**
 * Stops a bundle that has found conpool as if there were no OSGi, and does not close its pool;
 * starts it again, and takes it away.
 */
final class LoaderScenario implements Scenario {

  private static final String BY_LOADER = "consumer.loader";

  @Override
  public void play(Host host, Report report) throws Exception {
    Departure departure = new Departure(host, Leftovers.now());
    Consumer consumer = new Consumer(host, BY_LOADER);
    for (int round = 0; round < 2; round++) {
      report.put("round " + round, consumer.ask("keep") + ", " + consumer.ask("stats"));
      host.bundle(BY_LOADER).stop();
      departure.awaitRest("the consumer has stopped");
      host.bundle(BY_LOADER).start();
    }
    report.put("round 2", consumer.ask("keep") + ", " + consumer.ask("stats"));
    host.bundle(BY_LOADER).uninstall();
    host.refresh();
    departure.awaitRest("the consumer is uninstalled");
    departure.leave(report);
  }
}
