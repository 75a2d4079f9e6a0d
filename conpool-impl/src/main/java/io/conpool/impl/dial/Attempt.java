package io.conpool.impl.dial;

import io.conpool.ConnectHook;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.address.BookedOrder;
import io.conpool.impl.address.SourceProbe;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.provider.ProviderUnavailableException;
import io.conpool.impl.race.RaceRules;
import io.conpool.impl.race.Setback;
import io.conpool.impl.time.Deadline;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.CauseText;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.TransportProvider;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * One try to make a connection: resolve the name, race its addresses with their handshakes, let the
 * connect hook prepare the winner. Run once, by one thread; aborted from any.
 */
public final class Attempt {

  private final Dialer dialer;
  private final Platform platform;
  private final PoolConfig config;
  private final Endpoint endpoint;
  private final AddressBook book;
  private final DialObserver observer;
  private final String connecting;

  /** Guards the two below. */
  private final Lock lock;

  private @Nullable RaceDriver race;
  private boolean aborted;

  /** The providers of the last race, for the thread that runs this. */
  private @Nullable TransportProvider transports;

  private @Nullable DnsResolverProvider resolver;
  private @Nullable Handshaker handshaker;

  Attempt(
      Dialer dialer,
      PoolConfig config,
      Endpoint endpoint,
      AddressBook book,
      DialObserver observer) {
    this.dialer = dialer;
    this.platform = dialer.platform();
    this.config = config;
    this.endpoint = endpoint;
    this.book = book;
    this.observer = observer;
    this.lock = platform.newLock();
    this.connecting = "connecting to " + endpoint.authority();
  }

  /**
   * Makes the connection.
   *
   * @return the connection, which the caller owns
   * @throws DialFailure if there is none; nothing is open then
   */
  public Dialed run() throws DialFailure {
    long started = platform.now();
    try {
      return dialTwiceIfTheProviderLeft(started, started + config.connectTimeout().toNanos());
    } catch (DialFailure e) {
      abort();
      throw e;
    } catch (Throwable e) { // providers are foreign code: an Error in one must not lose the place
      abort();
      throw new DialFailure(
          new PoolError.ConnectionFailed(endpoint, 1, CauseText.of(e)),
          List.of(connecting),
          false,
          e);
    }
  }

  private Dialed dialTwiceIfTheProviderLeft(long started, long deadline) throws DialFailure {
    try {
      return dial(started, deadline);
    } catch (LinkageError e) {
      // The bundle of a provider has gone in the middle of the try, and its classes with it.
      if (!hasProviderLeft()) {
        throw e;
      }
    } catch (DialFailure e) {
      // A resolver that was stopped in the middle of a question could not tell.
      if (!(isGone(resolver) && e.isUnresolved() && platform.now() - deadline < 0)) {
        throw e;
      }
    }
    return dial(started, deadline);
  }

  private boolean hasProviderLeft() {
    return isGone(transports)
        || isGone(resolver)
        || isGone(handshaker == null ? null : handshaker.used());
  }

  private boolean isGone(@Nullable Provider provider) {
    return provider != null && !dialer.isPresent(provider);
  }

  /**
   * Gives up. From any thread.
   *
   * @return true if {@link #run()} fails: nothing of this attempt is open now, and nothing will be;
   *     false if it has succeeded already
   */
  public boolean abort() {
    RaceDriver running;
    lock.lock();
    try {
      aborted = true;
      running = race;
    } finally {
      lock.unlock();
    }
    return running == null || running.cancel();
  }

  /** Makes a race the one to be aborted; null if that has happened. */
  private @Nullable RaceDriver enter(RaceDriver next) {
    RaceDriver before;
    lock.lock();
    try {
      before = race;
      race = next;
      if (aborted) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.cancel(); // nobody would reach what it may have open
    }
    return next;
  }

  private Dialed dial(long started, long deadline) throws DialFailure {
    TransportProvider connector = choose(ProviderKind.TRANSPORT, config.transportProvider());
    Handshaker shaker = dialer.handshaker(config, endpoint);
    transports = connector;
    handshaker = shaker;
    Hop hop = Hop.of(endpoint);
    Inquiry inquiry = hop.isNamed() ? inquiry() : null;
    BookedOrder order = book.order(sources(connector));
    DialCourse course =
        new DialCourse(
            platform,
            endpoint,
            config,
            connector,
            inquiry,
            order,
            observer,
            shaker,
            deadline,
            dialer.needsPlatformThread(config, endpoint));
    RaceRules rules =
        new RaceRules(
            config.attemptDelay().toNanos(), RaceRules.RESOLUTION_DELAY, course.isSecured());
    RaceDriver driver = enter(new RaceDriver(platform, course, rules, order));
    if (driver == null) {
      throw new Verdict(endpoint, hop, List.of()).failure();
    }
    Entrant winner = winner(driver, hop, inquiry, deadline);
    Entrant.Finish finish = winner.finish();
    SetupStream setup =
        new SetupStream(
            platform, endpoint, winner.address(), finish.transport(), shaker, finish.wire());
    initialise(setup, winner);
    Wire wire = setup.finished();
    if (!winner.take()) {
      throw new Verdict(endpoint, hop, List.of()).failure();
    }
    return new Dialed(
        wire,
        winner.use(),
        setup.attachment(),
        connector,
        wire.session() == null ? null : shaker.used(),
        platform.now() - started);
  }

  private Inquiry inquiry() throws DialFailure {
    DnsResolverProvider chosen = choose(ProviderKind.DNS, config.dnsProvider());
    resolver = chosen;
    return dialer.inquiry(chosen, config, endpoint, observer);
  }

  private SourceProbe sources(TransportProvider connector) {
    InetAddress given = endpoint.sourceAddress();
    if (given != null) {
      return destination -> given;
    }
    return connector instanceof SourceProbe probe ? probe : SourceProbe.UNKNOWN;
  }

  /** Runs a race, in the time that there is for it. */
  private Entrant winner(RaceDriver driver, Hop hop, @Nullable Inquiry inquiry, long deadline)
      throws DialFailure {
    Deadline countdown = Deadline.arm(platform, deadline, driver::timeOut);
    RaceDriver.Outcome outcome;
    boolean inTime;
    try {
      outcome = driver.run(begin(hop, inquiry));
    } finally {
      inTime = countdown.disarm();
    }
    Entrant winner = outcome.winner();
    if (inTime && winner != null) {
      return winner;
    }
    Verdict verdict = new Verdict(endpoint, hop, outcome.setbacks());
    if (!inTime || platform.now() - deadline >= 0) { // the resolver's time ends at the same moment
      throw verdict.timedOut(config.connectTimeout(), !hop.isNamed() || winner != null);
    }
    throwIfAProviderLeft(outcome.setbacks());
    throw verdict.failure();
  }

  private RaceDriver.Event begin(Hop hop, @Nullable Inquiry inquiry) {
    SocketAddress given = hop.given();
    if (inquiry == null || given != null) {
      return (race, now) -> race.begin(given == null ? List.of() : List.of(given), now);
    }
    return (race, now) -> race.ask(inquiry.families(), now);
  }

  private void throwIfAProviderLeft(List<Setback> setbacks) {
    for (Setback setback : setbacks) {
      if (setback.cause() instanceof LinkageError error && hasProviderLeft()) {
        throw error;
      }
    }
  }

  private <P extends Provider> P choose(ProviderKind<P> kind, @Nullable String name)
      throws DialFailure {
    try {
      return dialer.choose(kind, name);
    } catch (ProviderUnavailableException e) {
      throw DialFailure.unavailable(e, connecting);
    }
  }

  private void initialise(SetupStream setup, Entrant winner) throws DialFailure {
    ConnectHook hook = config.onConnect();
    if (hook == null) {
      setup.finish();
      return;
    }
    List<String> context = List.of("preparing the connection", connecting);
    Deadline countdown =
        Deadline.arm(
            platform, platform.now() + config.initTimeout().toNanos(), () -> winner.abort(false));
    @Nullable DialFailure failure = null;
    try {
      hook.onConnect(setup);
    } catch (Throwable e) { // a hook is foreign code: an Error in one must not lose the place
      if (e instanceof LinkageError error && hasProviderLeft()) {
        countdown.disarm();
        throw error; // the next provider makes it anew
      }
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
}
