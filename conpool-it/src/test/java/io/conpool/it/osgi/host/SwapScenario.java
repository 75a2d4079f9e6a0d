package io.conpool.it.osgi.host;

import io.conpool.it.osgi.host.Counts.Allowed;
import io.conpool.it.support.Leftovers;

/** Exchanges the TLS and the DNS provider again and again under a load, of which nothing fails. */
final class SwapScenario implements Scenario {

  private static final int ROUNDS = 50;

  /** Between two swaps. */
  private static final int EXCHANGES = 40;

  private static final String CONSUMER = "consumer.service";

  @Override
  public void play(Host host, Report report) throws Exception {
    Leftovers before = Leftovers.now();
    Departure departure = new Departure(host, before);
    Consumer consumer = new Consumer(host, CONSUMER);
    long start = System.nanoTime();
    try (Choices choices = new Choices()) {
      consumer.ask("serve");
      choices.await("tls", "conscrypt");
      choices.await("dns", "dnsjava");
      for (int i = 0; i < ROUNDS; i++) {
        swap(host, consumer, choices, "io.conpool.tls.conscrypt", "tls", "conscrypt");
        swap(host, consumer, choices, "io.conpool.dns.dnsjava", "dns", "dnsjava");
      }
      report.put("choices", "tls " + choices.changes("tls") + ", dns " + choices.changes("dns"));
    }
    Counts counts = consumer.mark().check(ROUNDS + " swaps of each", Allowed.NONE);
    report.put("exchanges", counts.done());
    report.put("failed", counts.failed());
    report.put("seconds", (System.nanoTime() - start) / 1_000_000_000);
    host.bundle(CONSUMER).stop();
    departure.awaitRest("the consumer has stopped");
    departure.leave(report);
  }

  private static void swap(
      Host host, Consumer consumer, Choices choices, String bundle, String kind, String provider)
      throws Exception {
    host.bundle(bundle).stop();
    choices.await(kind, "jdk");
    consumer.awaitDone(EXCHANGES);
    host.bundle(bundle).start();
    choices.await(kind, provider);
    consumer.awaitDone(EXCHANGES);
  }
}
