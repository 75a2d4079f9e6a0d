package io.conpool.impl.observe;

import io.conpool.PoolStats;
import io.conpool.impl.address.AddressView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The page that describes a pool to people. */
public final class PoolPage {

  private final StringBuilder text = new StringBuilder();

  private PoolPage() {}

  /**
   * Writes the page.
   *
   * @param name the pool's name
   * @param state what it is doing as a whole: open, suspended, closed
   * @param total the counts of all endpoints
   * @param endpoints each endpoint that is in use
   */
  public static String render(
      String name, String state, PoolStats total, List<EndpointView> endpoints) {
    PoolPage page = new PoolPage();
    page.line("pool %s (%s), %d endpoints", name, state, endpoints.size());
    page.line("  total: %s", counts(total));
    endpoints.forEach(page::endpoint);
    return page.text.toString();
  }

  private void endpoint(EndpointView view) {
    line(
        "%s: limit %d%s%s",
        view.endpoint(),
        view.limit(),
        view.down() ? ", down" : "",
        view.handover() ? ", handing over" : "");
    line("  %s", counts(view.stats()));
    for (EndpointView.EntryView entry : view.entries()) {
      line(
          "  %-7s %s, %s old, %d uses, %s for %s%s%s",
          entry.state(),
          entry.address(),
          seconds(entry.age()),
          entry.uses(),
          entry.state(),
          seconds(entry.since()),
          entry.tls() == null ? "" : ", " + entry.tls(),
          entry.holder() == null ? "" : ", by " + entry.holder());
    }
    view.names().forEach(name -> line("  resolved %s", name));
    view.addresses().forEach(this::address);
    view.dials().forEach(dial -> line("  dialing %s", dial));
    if (!view.waits().isEmpty()) {
      line("  waiting %d, the first for %s", view.waits().size(), seconds(view.waits().get(0)));
    }
    if (view.lastDialError() != null) {
      line("  last failed dial: %s", view.lastDialError());
    }
  }

  private void address(AddressView address) {
    Duration aside = address.asideFor();
    line(
        "  address %s: %d connections%s%s%s",
        address.address(),
        address.connections(),
        address.failures() == 0 ? "" : ", failed " + address.failures() + " times in a row",
        aside == null
            ? ""
            : aside.isZero()
                ? ", set aside until somebody finds it back"
                : ", set aside for " + seconds(aside),
        address.gone() ? ", not named any more" : "");
  }

  private static String counts(PoolStats stats) {
    return String.format(
        Locale.ROOT,
        "active %d, idle %d, dialing %d, waiting %d; created %d, reused %d, closed %d, errors %d,"
            + " timeouts %d, waited %s in all",
        stats.active(),
        stats.idle(),
        stats.dialing(),
        stats.waiting(),
        stats.totalCreated(),
        stats.totalReused(),
        stats.totalClosed(),
        stats.errors(),
        stats.timeouts(),
        seconds(stats.waitTime()));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
