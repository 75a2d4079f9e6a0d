package io.conpool.it.osgi.host;

/** Looks at what is offered, and lets the consumers use it once each. */
final class ResolveScenario implements Scenario {

  @Override
  public void play(Host host, Report report) {
    report.put("bundles", host.context().getBundles().length);
    report.put("inactive", host.inactive());
    report.put("factories", host.count("io.conpool.ConnectionPoolFactory"));
    report.put("tls services", host.count("io.conpool.spi.TlsProvider"));
    report.put("dns services", host.count("io.conpool.spi.DnsResolverProvider"));
    report.put("pools", host.count("io.conpool.ConnectionPool"));

    Consumer byService = new Consumer(host, "consumer.service");
    Consumer byLoader = new Consumer(host, "consumer.loader");
    try (Choices choices = new Choices()) {
      report.put("service", byService.ask("exchange"));
      report.put("chosen", choices);
      report.put("conscrypt", byService.ask("exchange conpool.tls-provider=conscrypt"));
      report.put("dnsjava", byService.ask("exchange conpool.dns-provider=dnsjava"));
      choices.forget();
      report.put("loader", byLoader.ask("load"));
      report.put("loader chosen", choices);
      report.put("create", byLoader.ask("create"));
    }
  }
}
