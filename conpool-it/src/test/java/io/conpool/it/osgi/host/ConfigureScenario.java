package io.conpool.it.osgi.host;

import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Configures a pool, changes it under a lease, spoils it, deletes it. */
final class ConfigureScenario implements Scenario {

  private static final String POOL = "io.conpool.ConnectionPool";
  private static final String LIMIT = "conpool.max-connections-per-endpoint";
  private static final String NAME = "conpool.name";
  private static final String IMPL = "io.conpool.impl";

  @Override
  public void play(Host host, Report report) throws Exception {
    Consumer consumer = new Consumer(host, "consumer.service");
    Configurations configurations = new Configurations(host);
    Object configuration = configurations.create("io.conpool.pool");

    configurations.update(configuration, Map.of(NAME, "orders", LIMIT, 1));
    Object first = awaitOther(host, List.of());
    report.put("configured", consumer.ask("configured orders"));

    consumer.ask("hold orders");
    configurations.update(configuration, Map.of(NAME, "orders", LIMIT, 2));
    Object second = awaitOther(host, List.of(first));
    report.put("held meanwhile", consumer.ask("let go")); // first: its time is short
    report.put("changed", consumer.ask("configured orders"));

    try (Warnings warnings = new Warnings()) {
      configurations.update(configuration, Map.of(NAME, "orders", LIMIT, "many"));
      report.put("warning", warnings.awaitOne());
    }
    report.put("spoilt", ids(host).equals(List.of(second)) ? "the same pool" : "another pool");
    report.put("used when spoilt", consumer.ask("configured orders"));

    host.bundle(IMPL).stop();
    report.put("stopped", host.count(POOL));
    configurations.update(configuration, Map.of(NAME, "bills"));
    host.bundle(IMPL).start();
    awaitOther(host, List.of());
    report.put("started", consumer.ask("configured bills"));

    configurations.delete(configuration);
    Await.quiet(() -> host.count(POOL) == 0 ? "" : "a deleted pool must go");
    report.put("deleted", consumer.ask("configured bills"));
  }

  /** Waits until there is exactly one pool, and not the one before; returns the service's id. */
  private static Object awaitOther(Host host, List<Object> before) {
    Await.quiet(
        () -> {
          List<Object> now = ids(host);
          return now.size() == 1 && !now.equals(before) ? "" : "one other pool than " + before;
        });
    return ids(host).get(0);
  }

  private static List<Object> ids(Host host) {
    return host.references(POOL, null).stream().map(ConfigureScenario::id).toList();
  }

  private static Object id(ServiceReference<?> reference) {
    return reference.getProperty(Constants.SERVICE_ID);
  }
}
