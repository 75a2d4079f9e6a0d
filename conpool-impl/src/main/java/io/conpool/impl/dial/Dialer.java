package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.impl.time.Platform;
import io.conpool.impl.tls.SpareBuffers;
import io.conpool.impl.tls.TlsContexts;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;

/** Makes the tries of one pool to connect, out of the providers that are there. */
public final class Dialer {

  private final Platform platform;
  private final ProviderRegistry providers;
  private final TlsContexts contexts;
  private final SpareBuffers spares;

  /** Makes a dialer. */
  public Dialer(Platform platform, ProviderRegistry providers) {
    this.platform = platform;
    this.providers = providers;
    this.contexts = new TlsContexts(platform);
    this.spares = new SpareBuffers(platform);
  }

  /** A try that has not begun. */
  public Attempt attempt(PoolConfig config, Endpoint endpoint) {
    return new Attempt(platform, providers, contexts, spares, config, endpoint);
  }

  /** Whether a try would hold on to the carrier of a virtual thread: a handshake in native code. */
  public boolean needsPlatformThread(PoolConfig config, Endpoint endpoint) {
    if (endpoint.security() == Endpoint.Security.PLAINTEXT && config.onConnect() == null) {
      return false;
    }
    try {
      return providers.choose(ProviderKind.TLS, config.tlsProvider()).pinsThreads();
    } catch (ProviderUnavailableException | RuntimeException | LinkageError e) {
      return false; // the try itself will say what is wrong
    }
  }

  /** Whether a connection's providers are all there still. */
  public boolean isCurrent(Dialed dialed) {
    TlsProvider tls = dialed.tls();
    return providers.isPresent(dialed.transport()) && (tls == null || providers.isPresent(tls));
  }

  /** Drops what is kept of a provider that has left, so that its class loader can go. */
  public void forget(Provider provider) {
    if (provider instanceof TlsProvider tls) {
      contexts.forget(tls);
    }
  }
}
