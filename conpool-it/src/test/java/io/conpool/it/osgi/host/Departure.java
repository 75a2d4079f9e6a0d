package io.conpool.it.osgi.host;

import io.conpool.it.support.Leftovers;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Takes conpool and its users out of a framework, and proves that nothing of them is left. */
final class Departure {

  /** Those of the API, the implementation, a plug-in of each kind and a consumer. */
  private static final int MADE_AT_LEAST = 5;

  private final Host host;
  private final Leftovers before;

  /**
   * Prepares for the end.
   *
   * @param before what there was when no pool had a connection yet
   */
  Departure(Host host, Leftovers before) {
    this.host = host;
    this.before = before;
  }

  /** Waits until no thread of conpool's and none of its sockets is left. */
  void awaitRest(String when) {
    Await.quiet(
        () -> {
          Leftovers now = Leftovers.now();
          List<String> threads = now.threadsSince(before);
          long sockets = now.sockets() - before.sockets();
          return threads.isEmpty() && sockets <= 0
              ? ""
              : when + ": left are threads " + threads + " and sockets " + sockets;
        });
  }

  /** Uninstalls every bundle of ours; what they used stays. */
  void leave(Report report) throws Exception {
    uninstall();
    host.refresh();
    awaitRest("uninstalled");
    List<String> threads = host.loaders().threads();
    if (!threads.isEmpty()) {
      throw new AssertionError("class loaders are held by the context of threads " + threads);
    }
    if (host.loaders().count() < MADE_AT_LEAST) {
      throw new AssertionError("only " + host.loaders().count() + " class loaders were seen");
    }
    List<String> held = host.loaders().held();
    if (!held.isEmpty()) {
      throw new AssertionError("class loaders are held of " + held);
    }
    report.put("class loaders", host.loaders().count() + " made, none left");
    report.put("threads and sockets", "none left");
  }

  /** In a method of its own, so that no frame refers to a bundle when the loaders are counted. */
  private void uninstall() throws BundleException {
    for (Bundle bundle : host.ours()) {
      bundle.uninstall();
    }
  }
}
