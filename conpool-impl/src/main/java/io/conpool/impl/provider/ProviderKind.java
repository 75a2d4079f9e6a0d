package io.conpool.impl.provider;

import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.TransportProvider;
import java.util.List;

/**
 * One of the parts of conpool that can be exchanged.
 *
 * @param word what it is called in messages
 * @param type what its providers implement
 * @param <P> the same
 */
public record ProviderKind<P extends Provider>(String word, Class<P> type) {

  /** Opens byte streams. */
  public static final ProviderKind<TransportProvider> TRANSPORT =
      new ProviderKind<>("transport", TransportProvider.class);

  /** Makes TLS engines. */
  public static final ProviderKind<TlsProvider> TLS = new ProviderKind<>("tls", TlsProvider.class);

  /** Resolves names. */
  public static final ProviderKind<DnsResolverProvider> DNS =
      new ProviderKind<>("dns", DnsResolverProvider.class);

  static final List<ProviderKind<?>> ALL = List.of(TRANSPORT, TLS, DNS);
}
