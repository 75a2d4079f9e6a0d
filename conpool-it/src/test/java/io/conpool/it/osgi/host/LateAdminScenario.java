package io.conpool.it.osgi.host;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;

/** Configuration Admin comes when conpool has long been resolved, stops, starts and goes. */
final class LateAdminScenario implements Scenario {

  private static final String POOL = "io.conpool.ConnectionPool";
  private static final String ADMIN = "org.apache.felix.configadmin";

  @Override
  public void play(Host host, Report report) throws Exception {
    Consumer consumer = new Consumer(host, "consumer.service");
    report.put("without", consumer.ask("exchange"));

    host.add(besideTheFramework("configadmin.jar"));
    Configurations configurations = new Configurations(host);
    configurations.update(
        configurations.create("io.conpool.pool"), Map.of("conpool.name", "orders"));
    Await.quiet(() -> host.count(POOL) == 1 ? "" : "a pool must be configured");
    report.put("come", consumer.ask("configured orders"));
    List<Object> first = ids(host);

    host.bundle(ADMIN).stop();
    report.put("stopped", consumer.ask("configured orders"));
    host.bundle(ADMIN).start();
    new Configurations(host)
        .update(
            new Configurations(host).create("io.conpool.pool"), Map.of("conpool.name", "bills"));
    Await.quiet(() -> host.count(POOL) == 2 ? "" : "another pool must be configured");
    report.put("started", ids(host).containsAll(first) ? "the same pool" : "another pool");

    host.bundle(ADMIN).uninstall();
    host.refresh();
    report.put("factories", host.count("io.conpool.ConnectionPoolFactory"));
    report.put("pools", host.count(POOL));
    report.put("gone", consumer.ask("exchange"));
  }

  private static List<Object> ids(Host host) {
    return host.references(POOL, null).stream()
        .map(reference -> reference.getProperty(Constants.SERVICE_ID))
        .toList();
  }

  private static Path besideTheFramework(String jar) {
    String path = System.getProperty("java.class.path");
    return Path.of(path.substring(0, path.indexOf(File.pathSeparator))).resolveSibling(jar);
  }
}
