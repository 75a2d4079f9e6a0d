package io.conpool.it.osgi.host;

import java.util.List;
import java.util.function.Function;
import org.osgi.framework.ServiceReference;

/**
 * A bundle that uses conpool, as the test sees it; asked anew each time, since it comes and goes.
 *
 * @param host where it is
 * @param name its symbolic name
 */
record Consumer(Host host, String name) {

  /** Asks for something in the words that the bundle knows. */
  @SuppressWarnings("unchecked") // what every consumer registers
  String ask(String request) {
    List<ServiceReference<?>> references =
        host.references(Function.class.getName(), "(consumer=" + name + ")");
    if (references.size() != 1) {
      throw new AssertionError(references.size() + " services of " + name);
    }
    Object service = host.context().getService(references.get(0));
    try {
      return ((Function<String, String>) service).apply(request);
    } finally {
      host.context().ungetService(references.get(0));
    }
  }

  /** Waits for exchanges of its load. */
  void awaitDone(int exchanges) {
    long before = done();
    Await.quiet(
        () -> {
          long done = done() - before;
          return done >= exchanges ? "" : "only " + done + " exchanges of " + exchanges;
        });
  }

  private long done() {
    return Long.parseLong(ask("done"));
  }

  /**
   * Begins a new count of its load; returns how the exchanges went that began before, also those of
   * a consumer that has stopped meanwhile.
   */
  Counts mark() {
    Counts counts = Counts.parse(ask("mark"));
    String last = System.clearProperty("conpool.it.last");
    return last == null ? counts : counts.plus(Counts.parse(last));
  }
}
