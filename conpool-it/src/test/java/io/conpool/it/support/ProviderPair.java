package io.conpool.it.support;

import io.conpool.PoolConfig;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import java.util.List;

/**
 * Who does TLS and who resolves names in a test.
 *
 * @param tls a provider's name
 * @param dns a provider's name
 */
public record ProviderPair(String tls, String dns) {

  /** What conpool has without plug-ins. */
  static final ProviderPair BUILT_IN = new ProviderPair("jdk", "jdk");

  /** All that there are, each with each. */
  static final List<ProviderPair> ALL =
      List.of(
          BUILT_IN,
          new ProviderPair("jdk", "dnsjava"),
          new ProviderPair("conscrypt", "jdk"),
          new ProviderPair("conscrypt", "dnsjava"));

  /** Names both, where a configuration does not bring a provider of its own. */
  PoolConfig in(PoolConfig config) {
    PoolConfig.Builder named = config.toBuilder();
    if (!brings(config, TlsProvider.class) && config.tlsProvider() == null) {
      named.tlsProvider(tls);
    }
    if (!brings(config, DnsResolverProvider.class) && config.dnsProvider() == null) {
      named.dnsProvider(dns);
    }
    return named.build();
  }

  private static boolean brings(PoolConfig config, Class<? extends Provider> kind) {
    return config.providers().stream().anyMatch(kind::isInstance);
  }

  @Override
  public String toString() {
    return "TLS by " + tls + ", names by " + dns;
  }
}
