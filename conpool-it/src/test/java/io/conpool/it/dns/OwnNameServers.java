package io.conpool.it.dns;

import io.conpool.PoolConfig;
import io.conpool.dns.dnsjava.DnsjavaResolverProvider;
import io.conpool.dns.dnsjava.DnsjavaSettings;
import java.net.InetSocketAddress;

/** Pools with name servers of their own. */
final class OwnNameServers {

  private OwnNameServers() {}

  static PoolConfig plain() {
    // snippet: own-name-servers
    PoolConfig config =
        PoolConfig.builder()
            .providers(
                new DnsjavaResolverProvider(
                    DnsjavaSettings.builder()
                        .servers(new InetSocketAddress("192.0.2.53", 53))
                        .searchDomains("corp.example")
                        .build()))
            .build();
    // end
    return config;
  }

  static DnsjavaSettings overTls() {
    // snippet: dns-over-tls
    DnsjavaSettings settings =
        DnsjavaSettings.builder()
            .serverOverTls(new InetSocketAddress("192.0.2.53", 853), "dns.example")
            .serverOverTls(new InetSocketAddress("192.0.2.54", 853), "dns.example")
            .build();
    // end
    return settings;
  }
}
