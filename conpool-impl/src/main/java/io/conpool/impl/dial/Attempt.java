package io.conpool.impl.dial;

import io.conpool.ConnectHook;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.TlsConfig;
import io.conpool.impl.dns.NameResolution;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.impl.time.Deadline;
import io.conpool.impl.time.Platform;
import io.conpool.impl.tls.SpareBuffers;
import io.conpool.impl.tls.TlsContexts;
import io.conpool.impl.tls.TlsHandshakeException;
import io.conpool.impl.transport.CauseText;
import io.conpool.impl.transport.PlainWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One try to make a connection: resolve the name, connect to one of its addresses, shake hands, let
 * the connect hook prepare it. Run once, by one thread; aborted from any.
 */
public final class Attempt {

  private final Platform platform;
  private final ProviderRegistry providers;
  private final PoolConfig config;
  private final Endpoint endpoint;
  private final Handshaker handshaker;
  private final TransportSlot slot = new TransportSlot();
  private final String connecting;
  private volatile @Nullable Lookup lookup;
  private @Nullable TransportProvider used;

  Attempt(
      Platform platform,
      ProviderRegistry providers,
      TlsContexts contexts,
      SpareBuffers spares,
      PoolConfig config,
      Endpoint endpoint) {
    this.platform = platform;
    this.providers = providers;
    this.config = config;
    this.endpoint = endpoint;
    this.handshaker =
        new Handshaker(platform, providers, contexts, spares, config.tlsProvider(), endpoint);
    this.connecting = "connecting to " + endpoint.authority();
  }

  /**
   * Makes the connection.
   *
   * @return the connection, which the caller owns
   * @throws DialFailure if there is none; nothing is open then
   */
  public Dialed run() throws DialFailure {
    try {
      return dialTwiceIfTheProviderLeft();
    } catch (DialFailure e) {
      slot.abort();
      throw e;
    } catch (Throwable e) { // providers are foreign code: an Error in one must not lose the place
      slot.abort();
      throw connectionFailed(e, false);
    }
  }

  private Dialed dialTwiceIfTheProviderLeft() throws DialFailure {
    try {
      return dial();
    } catch (LinkageError e) {
      // The bundle of a provider has gone in the middle of the try, and its classes with it.
      if (!hasProviderLeft()) {
        throw e;
      }
      slot.discard();
      return dial();
    }
  }

  private boolean hasProviderLeft() {
    TransportProvider transports = used;
    TlsProvider tls = handshaker.used();
    return (transports != null && !providers.isPresent(transports))
        || (tls != null && !providers.isPresent(tls));
  }

  /**
   * Gives up. From any thread.
   *
   * @return true if {@link #run()} fails: nothing of this attempt is open now, and nothing will be;
   *     false if it has succeeded already
   */
  public boolean abort() {
    boolean aborted = slot.abort();
    Lookup waiting = lookup;
    if (waiting != null) {
      waiting.cancel();
    }
    return aborted;
  }

  private Dialed dial() throws DialFailure {
    long started = platform.now();
    long deadline = started + config.connectTimeout().toNanos();
    TransportProvider transports = choose(ProviderKind.TRANSPORT, config.transportProvider());
    used = transports;
    List<SocketAddress> addresses = resolve(deadline);
    Connected connected = connectInTime(transports, addresses, deadline);
    SetupStream setup =
        new SetupStream(
            platform, endpoint, connected.address, connected.transport, handshaker, connected.wire);
    initialise(setup);
    Wire wire = setup.finished();
    if (!slot.take()) {
      throw connectionFailed(new IOException("the dial was abandoned"), false);
    }
    return new Dialed(
        wire,
        connected.address,
        setup.attachment(),
        transports,
        wire.session() == null ? null : handshaker.used(),
        platform.now() - started);
  }

  private Connected connectInTime(
      TransportProvider transports, List<SocketAddress> addresses, long deadline)
      throws DialFailure {
    Deadline countdown = Deadline.arm(platform, deadline, slot::abort);
    Connected connected = null;
    DialFailure failure = null;
    boolean inTime;
    try {
      connected = connectAny(transports, addresses);
    } catch (DialFailure e) {
      failure = e;
    } finally {
      inTime = countdown.disarm();
    }
    if (!inTime) {
      throw tookTooLong(failure);
    } else if (failure != null) {
      throw failure;
    }
    return Objects.requireNonNull(connected);
  }

  private List<SocketAddress> resolve(long deadline) throws DialFailure {
    SocketAddress given = NameResolution.given(endpoint);
    if (given != null) {
      return List.of(given);
    }
    DnsResolverProvider resolver = choose(ProviderKind.DNS, config.dnsProvider());
    Lookup made = new Lookup(platform);
    lookup = made;
    try {
      if (slot.isAborted()) {
        throw new DnsException(DnsException.Kind.TEMPORARY, "the dial was abandoned", null);
      }
      return made.run(resolver, endpoint, deadline);
    } catch (DnsException e) {
      boolean inTime = platform.now() - deadline < 0;
      throw dnsFailed(e, inTime && e.kind() == DnsException.Kind.TEMPORARY);
    } catch (Exception e) {
      throw dnsFailed(e, false);
    } finally {
      lookup = null;
    }
  }

  private <P extends Provider> P choose(ProviderKind<P> kind, @Nullable String name)
      throws DialFailure {
    try {
      return providers.choose(kind, name);
    } catch (ProviderUnavailableException e) {
      throw DialFailure.unavailable(e, connecting);
    }
  }

  private DialFailure dnsFailed(Exception cause, boolean passing) {
    return new DialFailure(
        new PoolError.DnsResolutionFailed(endpoint.host()),
        List.of("resolving " + endpoint.authority(), connecting),
        passing,
        cause);
  }

  /**
   * Tries the addresses in turn; a refused certificate ends it, since it is the name's, not the
   * address's.
   */
  private Connected connectAny(TransportProvider transports, List<SocketAddress> addresses)
      throws DialFailure {
    @Nullable Throwable first = null;
    @Nullable DialFailure refused = null;
    @Nullable String last = null;
    for (SocketAddress address : addresses) {
      if (slot.isAborted()) {
        break;
      }
      try {
        return connect(transports, address);
      } catch (TlsHandshakeException e) {
        refused = refused == null ? handshaker.refused(address, e) : refused;
        if (isVerdict(e.reason())) {
          throw handshaker.refused(address, e);
        }
        first = keep(first, e);
      } catch (IOException e) {
        last = CauseText.of(e) + " (" + address + ")";
        first = keep(first, e);
      }
    }
    if (refused != null) {
      throw refused;
    }
    throw new DialFailure(
        new PoolError.ConnectionFailed(
            endpoint, 1, Objects.requireNonNullElse(last, "no address was tried")),
        List.of(connecting),
        true,
        first);
  }

  private static boolean isVerdict(PoolError.TlsFailure failure) {
    return switch (failure) {
      case CERTIFICATE, HOST_NAME, CLIENT_CERTIFICATE -> true;
      default -> false;
    };
  }

  private static Throwable keep(@Nullable Throwable first, Throwable next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private Connected connect(TransportProvider transports, SocketAddress address)
      throws DialFailure, IOException {
    Transport transport = transports.open(address, new SocketPlan(config, endpoint).options());
    if (!slot.put(transport)) {
      throw new IOException("the dial was abandoned");
    }
    try {
      transport.connect();
      Wire wire =
          endpoint.security() == Endpoint.Security.TLS
              ? handshaker.secure(transport, ownTls())
              : new PlainWire(transport);
      return new Connected(wire, transport, address);
    } catch (Throwable e) {
      slot.discard();
      throw e;
    }
  }

  private TlsConfig ownTls() {
    return Objects.requireNonNull(endpoint.tls(), "a completed tls endpoint has a TlsConfig");
  }

  private void initialise(SetupStream setup) throws DialFailure {
    ConnectHook hook = config.onConnect();
    if (hook == null) {
      setup.finish();
      return;
    }
    List<String> context = List.of("preparing the connection", connecting);
    Deadline countdown =
        Deadline.arm(platform, platform.now() + config.initTimeout().toNanos(), slot::abort);
    @Nullable DialFailure failure = null;
    try {
      hook.onConnect(setup);
    } catch (Throwable e) { // a hook is foreign code: an Error in one must not lose the place
      failure = setup.failure(e, context);
    }
    @Nullable String wrong = setup.finish();
    if (!countdown.disarm()) {
      throw initFailed("took longer than " + config.initTimeout(), context, failure);
    } else if (failure != null) {
      throw failure;
    } else if (wrong != null) {
      throw initFailed(wrong, context, null);
    }
  }

  private DialFailure initFailed(String detail, List<String> context, @Nullable DialFailure cause) {
    return new DialFailure(
        new PoolError.InitFailed(endpoint, detail),
        context,
        false,
        cause == null ? null : cause.getCause());
  }

  private DialFailure tookTooLong(@Nullable DialFailure cause) {
    Duration timeout = config.connectTimeout();
    return new DialFailure(
        new PoolError.ConnectionTimeout(endpoint, timeout),
        List.of(connecting),
        false,
        cause == null ? null : cause.getCause());
  }

  private DialFailure connectionFailed(Throwable cause, boolean passing) {
    return new DialFailure(
        new PoolError.ConnectionFailed(endpoint, 1, CauseText.of(cause)),
        List.of(connecting),
        passing,
        cause);
  }

  private record Connected(Wire wire, Transport transport, SocketAddress address) {}
}
