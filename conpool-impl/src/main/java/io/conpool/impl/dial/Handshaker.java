package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.TlsConfig;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.impl.time.Platform;
import io.conpool.impl.tls.ContextEngine;
import io.conpool.impl.tls.SpareBuffers;
import io.conpool.impl.tls.TlsContexts;
import io.conpool.impl.tls.TlsHandshakeException;
import io.conpool.impl.tls.TlsWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does the TLS handshakes of one try, all with the same provider. */
final class Handshaker {

  private final Platform platform;
  private final ProviderRegistry providers;
  private final TlsContexts contexts;
  private final SpareBuffers spares;
  private final @Nullable String providerName;
  private final Endpoint endpoint;
  private final AtomicReference<@Nullable TlsProvider> chosen = new AtomicReference<>();

  Handshaker(
      Platform platform,
      ProviderRegistry providers,
      TlsContexts contexts,
      SpareBuffers spares,
      @Nullable String providerName,
      Endpoint endpoint) {
    this.platform = platform;
    this.providers = providers;
    this.contexts = contexts;
    this.spares = spares;
    this.providerName = providerName;
    this.endpoint = endpoint;
  }

  /** Whose handshakes they are, null before the first. */
  @Nullable TlsProvider used() {
    return chosen.get();
  }

  /**
   * Does a handshake over a connected transport, which the caller closes if that fails.
   *
   * @throws DialFailure if the provider is not there or cannot work with this configuration
   * @throws TlsHandshakeException if one side refused
   * @throws IOException if the transport failed
   */
  Wire secure(Transport transport, TlsConfig config) throws DialFailure, IOException {
    TlsProvider provider = choose();
    try {
      TlsContext context = contexts.context(provider, config, endpoint.peerName());
      return TlsWire.handshake(
          platform,
          spares,
          transport,
          new ContextEngine(context.engine(endpoint.port()), context),
          config,
          endpoint.peerName());
    } catch (GeneralSecurityException e) {
      throw new DialFailure(
          new PoolError.InvalidConfig("tls: " + e.getMessage()),
          List.of(step(endpoint), connecting(endpoint)),
          false,
          e);
    }
  }

  /** One provider for the whole try, so that a connection has one, though two attempts race. */
  private TlsProvider choose() throws DialFailure {
    TlsProvider earlier = chosen.get();
    if (earlier != null) {
      return earlier;
    }
    try {
      chosen.compareAndSet(null, providers.choose(ProviderKind.TLS, providerName));
      return Objects.requireNonNull(chosen.get());
    } catch (ProviderUnavailableException e) {
      throw DialFailure.unavailable(e, connecting(endpoint));
    }
  }

  /** The failure of a handshake that was refused. */
  DialFailure refused(@Nullable SocketAddress address, TlsHandshakeException cause) {
    return new DialFailure(
        new PoolError.TlsFailed(endpoint, cause.reason(), cause.detail()),
        List.of(
            address == null ? step(endpoint) : "TLS handshake with " + address,
            connecting(endpoint)),
        false,
        cause);
  }

  private static String step(Endpoint endpoint) {
    return "TLS handshake with " + endpoint.peerName();
  }

  private static String connecting(Endpoint endpoint) {
    return "connecting to " + endpoint.authority();
  }
}
