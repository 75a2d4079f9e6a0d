package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.dns.NameCache;
import io.conpool.impl.dns.NameRules;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.impl.time.Platform;
import io.conpool.impl.tls.SpareBuffers;
import io.conpool.impl.tls.TlsContexts;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the tries of one pool to connect, out of the providers that are there. */
public final class Dialer {

  private final Platform platform;
  private final ProviderRegistry providers;
  private final TlsContexts contexts;
  private final SpareBuffers spares;
  private final NameCache names;

  /**
   * Makes a dialer.
   *
   * @param config the pool's
   */
  public Dialer(Platform platform, ProviderRegistry providers, PoolConfig config) {
    this.platform = platform;
    this.providers = providers;
    this.contexts = new TlsContexts(platform, providers::isPresent);
    this.spares = new SpareBuffers(platform);
    this.names = new NameCache(platform, rules(config), providers::isPresent);
  }

  private static NameRules rules(PoolConfig config) {
    return new NameRules(
        config.minDnsTtl().toNanos(),
        config.maxDnsTtl().toNanos(),
        config.negativeDnsTtl().toNanos(),
        config.maxDnsStale().toNanos(),
        config.connectTimeout().toNanos());
  }

  /**
   * A try that has not begun.
   *
   * @param book what the endpoint knows of its addresses
   */
  public Attempt attempt(
      PoolConfig config, Endpoint endpoint, AddressBook book, DialObserver observer) {
    return new Attempt(this, config, endpoint, book, observer);
  }

  /**
   * Asks the resolver for the addresses of an endpoint whose answer is over, for the observer to
   * know. Does nothing where no resolver is needed. Never blocks.
   */
  public void refresh(PoolConfig config, Endpoint endpoint, DialObserver observer) {
    if (!Hop.of(endpoint).isNamed()) {
      return;
    }
    DnsResolverProvider resolver;
    try {
      resolver = choose(ProviderKind.DNS, config.dnsProvider());
    } catch (ProviderUnavailableException e) { // it may come back
      observer.unanswered(AddressFamily.ANY, true);
      return;
    }
    Inquiry inquiry = inquiry(resolver, config, endpoint, observer);
    for (AddressFamily family : inquiry.families()) {
      inquiry.refresh(family, config.connectTimeout().toNanos());
    }
  }

  /** Whether a try would hold on to the carrier of a virtual thread: a handshake in native code. */
  public boolean needsPlatformThread(PoolConfig config, Endpoint endpoint) {
    if (endpoint.security() == Endpoint.Security.PLAINTEXT && config.onConnect() == null) {
      return false;
    }
    try {
      return choose(ProviderKind.TLS, config.tlsProvider()).pinsThreads();
    } catch (ProviderUnavailableException | RuntimeException | LinkageError e) {
      return false; // the try itself will say what is wrong
    }
  }

  /** Whether a connection's providers are all there still. */
  public boolean isCurrent(Dialed dialed) {
    TlsProvider tls = dialed.tls();
    return isPresent(dialed.transport()) && (tls == null || isPresent(tls));
  }

  /** Drops what is kept of a provider that has left, so that its class loader can go. */
  public void forget(Provider provider) {
    if (provider instanceof TlsProvider tls) {
      contexts.forget(tls);
    } else if (provider instanceof DnsResolverProvider) {
      names.forget(provider);
    }
  }

  /** Drops what the resolver has said of an endpoint's name. */
  public void forgetName(Endpoint endpoint) {
    names.forget(Hop.of(endpoint).host());
  }

  /** What the resolver has said of an endpoint's name, for people to read: a line each. */
  public List<String> describeName(Endpoint endpoint) {
    Hop hop = Hop.of(endpoint);
    return hop.isNamed() ? names.describe(hop.host()) : List.of();
  }

  Platform platform() {
    return platform;
  }

  <P extends Provider> P choose(ProviderKind<P> kind, @Nullable String name)
      throws ProviderUnavailableException {
    return providers.choose(kind, name);
  }

  boolean isPresent(Provider provider) {
    return providers.isPresent(provider);
  }

  Handshaker handshaker(PoolConfig config, Endpoint endpoint) {
    return new Handshaker(platform, providers, contexts, spares, config.tlsProvider(), endpoint);
  }

  Inquiry inquiry(
      DnsResolverProvider resolver, PoolConfig config, Endpoint endpoint, DialObserver observer) {
    Hop hop = Hop.of(endpoint);
    Resolving resolving = new Resolving(resolver, endpoint.sourceAddress());
    return hop.isService()
        ? new ServiceInquiry(platform, names, resolving, config.dnsProvider(), hop, observer)
        : new NameInquiry(names, resolving, hop, observer);
  }
}
