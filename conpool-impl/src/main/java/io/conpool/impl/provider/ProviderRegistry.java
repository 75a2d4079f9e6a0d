package io.conpool.impl.provider;

import io.conpool.impl.tls.JdkTlsProvider;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.TransportProvider;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

public final class ProviderRegistry {
  private final TransportProvider t;
  private final TlsProvider s = new JdkTlsProvider();
  private final DnsResolverProvider d;

  public ProviderRegistry(TransportProvider t, DnsResolverProvider d) {
    this.t = t;
    this.d = d;
  }

  public TransportProvider transport(@Nullable String n) {
    return t;
  }

  public TlsProvider tls(@Nullable String n) {
    return s;
  }

  public DnsResolverProvider dns(@Nullable String n) {
    return d;
  }

  public boolean isPresent(Provider p) {
    return true;
  }

  public void onLeave(Consumer<Provider> c) {}

  public void offLeave(Consumer<Provider> c) {}
}
