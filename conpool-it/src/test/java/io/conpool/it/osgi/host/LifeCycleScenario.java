package io.conpool.it.osgi.host;

import io.conpool.it.osgi.host.Counts.Allowed;
import io.conpool.it.support.Leftovers;

/**
 * Stops, updates and reinstalls every bundle under a pool that serves a load.
 *
 * <p>What went wrong is counted by when an exchange began: before the end of what was done to the
 * bundle, when some may fail, or after it, when none may.
 */
final class LifeCycleScenario implements Scenario {

  private static final String API = "io.conpool";
  private static final String IMPL = "io.conpool.impl";
  private static final String TLS = "io.conpool.tls.conscrypt";
  private static final String DNS = "io.conpool.dns.dnsjava";
  private static final String CONSUMER = "consumer.service";

  /** Enough for every connection to have been replaced. */
  private static final int EXCHANGES = 200;

  @Override
  public void play(Host host, Report report) throws Exception {
    Leftovers before = Leftovers.now();
    try (Choices choices = new Choices()) {
      new Run(host, report, choices, new Departure(host, before)).run();
    }
  }

  /** Something that is done to bundles. */
  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  private record Run(Host host, Report report, Choices choices, Departure departure) {

    void run() throws Exception {
      serve();
      plugIn(TLS, "tls", "conscrypt");
      plugIn(DNS, "dns", "dnsjava");
      notEvenNoticed(API);
      replacingThePool(IMPL);
      replacingThePool(CONSUMER);
      replacingThePool(API);
      host.bundle(CONSUMER).stop();
      departure.awaitRest("the consumer has stopped");
      departure.leave(report);
    }

    /** The pool goes on with another provider, and then with this one again. */
    private void plugIn(String name, String kind, String provider) throws Exception {
      Runnable used = () -> choices.await(kind, provider);
      step(
          name + ": stop, start",
          Allowed.NONE,
          () -> {
            host.bundle(name).stop();
            choices.await(kind, "jdk");
            consumer().awaitDone(EXCHANGES);
            host.bundle(name).start();
          },
          used);
      step(name + ": update", Allowed.BROKEN, () -> host.update(name), used);
      step(name + ": uninstall, install", Allowed.BROKEN, () -> host.reinstall(name), used);
    }

    /** A bundle without an activator may stop: its classes stay. */
    private void notEvenNoticed(String name) throws Exception {
      step(
          name + ": stop, start",
          Allowed.NONE,
          () -> {
            host.bundle(name).stop();
            consumer().awaitDone(EXCHANGES);
            host.bundle(name).start();
          },
          () -> {});
    }

    /** The pool goes with the bundle; there is another one when the bundle is back. */
    private void replacingThePool(String name) throws Exception {
      Runnable best =
          () -> {
            choices.await("tls", "conscrypt");
            choices.await("dns", "dnsjava");
          };
      if (!name.equals(API)) {
        step(
            name + ": stop, start",
            Allowed.CLOSED,
            () -> {
              host.bundle(name).stop();
              departure.awaitRest(name + " has stopped");
              host.bundle(name).start();
            },
            best);
      }
      step(name + ": update", Allowed.CLOSED, () -> host.update(name), best);
      step(name + ": uninstall, install", Allowed.CLOSED, () -> host.reinstall(name), best);
    }

    private void step(String what, Allowed allowed, Action action, Runnable then) throws Exception {
      consumer().mark();
      choices.forget();
      long start = System.nanoTime();
      action.run();
      Counts under = consumer().mark().check(what, allowed);
      long millis = (System.nanoTime() - start) / 1_000_000;
      consumer().ask("serve"); // it may be a new one
      then.run();
      consumer().awaitDone(EXCHANGES);
      Counts after = consumer().mark().check("after " + what, Allowed.NONE);
      report.row(what, millis, under.done(), under.failed(), after.done(), after.failed());
    }

    private void serve() {
      consumer().ask("serve");
      consumer().awaitDone(EXCHANGES);
    }

    private Consumer consumer() {
      return new Consumer(host, CONSUMER);
    }
  }
}
