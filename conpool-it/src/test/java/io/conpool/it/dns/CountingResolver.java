package io.conpool.it.dns;

import io.conpool.dns.dnsjava.DnsjavaResolverProvider;
import io.conpool.dns.dnsjava.DnsjavaSettings;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one server for every name, and counts the questions. */
final class CountingResolver implements DnsResolverProvider {

  private final DnsjavaResolverProvider asking;
  private final AtomicInteger four = new AtomicInteger();

  CountingResolver(InetSocketAddress server) {
    this.asking =
        new DnsjavaResolverProvider(
            DnsjavaSettings.builder().servers(server).searchDomains().withoutHostsFile().build());
  }

  @Override
  public String name() {
    return "counting";
  }

  /** How often it was asked for addresses of version 4. */
  int askedForFour() {
    return four.get();
  }

  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    if (family == AddressFamily.IPV4) {
      four.incrementAndGet();
    }
    return asking.resolve(hostname, family, timeoutNanos);
  }
}
