package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.dial.Attempt;
import io.conpool.impl.dial.DialFailure;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.observe.EndpointView;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Platform;
import io.conpool.spi.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The entries, waiters and dials of one endpoint.
 *
 * <h2>How it works</h2>
 *
 * <p><b>Lease and return</b> are lock-free while nobody waits: {@link #acquire} takes the top of
 * the {@link IdleStack}, {@link #leaseEnded} pushes it back. Both read one word, {@link #gate},
 * whose bits say that there is more to do: callers wait, the pool is suspended or closed, and so
 * on. The bits change under the lock only.
 *
 * <p><b>Everything else</b> happens under {@link #lock}, in short sections around plain data. What
 * follows from them (unparking, starting dials, closing, telling listeners) is put into a {@link
 * Later} and done after the lock.
 *
 * <p><b>One method serves</b>: whatever adds an entry, frees a place or ends a state calls {@link
 * #serve}. In the ordinary mode the entry stays in the stack, the first waiter is woken, keeps its
 * place and takes it, unless a newcomer was faster. A first waiter that has waited for {@code
 * fairnessDelay} switches to the hand-over mode: newcomers queue, and entries are handed to the
 * first waiter directly, until one is served that had waited less. Go's {@code sync.Mutex} does the
 * same.
 *
 * <p><b>No wake-up is lost</b> because both sides store and then look again: a return pushes and
 * then reads the gate, a waiter sets the gate and then looks at the stack, the capacity and the
 * other bits, and only then parks. One wake is outstanding at a time ({@link #woken}); a woken
 * waiter that leaves serves again.
 *
 * <p><b>Places</b>: leased, idle, dialing and closing. A place is taken under the lock when a dial
 * is decided on, and free when the transport's close has returned.
 */
final class EndpointPool {

  /** Callers wait: a return must serve. */
  private static final int WAITERS = 1;

  /** Entries are handed to the first waiter; newcomers queue. */
  private static final int HANDOVER = 1 << 1;

  /** No lease is given out. */
  private static final int SUSPENDED = 1 << 2;

  /** The pool is closed. */
  private static final int CLOSED = 1 << 3;

  /** This object has left the table; whoever holds it must look the endpoint up again. */
  private static final int GONE = 1 << 4;

  /** More places are taken than the limit allows: a return closes. */
  private static final int SURPLUS = 1 << 5;

  /** A dial failed for good, and nothing good has been seen since. */
  private static final int DOWN = 1 << 6;

  /** Any of these keeps a newcomer from taking an idle entry. */
  private static final int NO_OVERTAKING = HANDOVER | SUSPENDED | CLOSED | GONE;

  private static final int LOGGED_UNRELEASED = 20;

  private final Endpoint endpoint;
  private final PoolConfig config;
  private final Shared shared;
  private final Platform platform;
  private final @Nullable GuardedListener listener;
  private final Vetting vetting;
  private final Housekeeping housekeeping;
  private final long fairnessNanos;
  private final long lifetimeNanos;
  private final long readTimeoutNanos;
  private final long writeTimeoutNanos;
  private final long acquireTimeoutNanos;
  private final boolean traced;

  private final IdleStack idle = new IdleStack();
  private volatile int gate;

  /**
   * Guards everything below. Never held while anything foreign runs or another endpoint's lock is
   * taken.
   */
  private final Lock lock;

  private final Set<Entry> entries = new LinkedHashSet<>();
  private final Set<Dial> dials = new LinkedHashSet<>();
  private final WaitQueue queue = new WaitQueue();
  private final Tally tally = new Tally();
  private int places;
  private int limit;
  private int warmTarget;
  private long arrivals;

  /** How many leases have ended, as far as anybody waited for it, and dials succeeded. */
  private long progress;

  private @Nullable Waiter woken;
  private @Nullable String lastDialError;
  private @Nullable DialFailure lastFailure;
  private long lastActivity;

  EndpointPool(Endpoint endpoint, Shared shared) {
    this.endpoint = endpoint;
    this.shared = shared;
    this.config = shared.config().forEndpoint(endpoint);
    this.platform = shared.platform();
    this.listener = shared.listener();
    this.lock = platform.newLock();
    this.limit = config.maxConnectionsPerEndpoint();
    this.vetting = new Vetting(config, platform);
    this.fairnessNanos = Nanos.of(config.fairnessDelay());
    this.lifetimeNanos = Nanos.of(config.maxConnectionLifetime());
    this.readTimeoutNanos = Nanos.of(config.readTimeout());
    this.writeTimeoutNanos = Nanos.of(config.writeTimeout());
    this.acquireTimeoutNanos =
        config.acquireTimeout().isZero() ? Platform.FOREVER : Nanos.of(config.acquireTimeout());
    this.traced = !config.leakThreshold().isZero();
    this.lastActivity = platform.now();
    this.housekeeping = new Housekeeping(this, config, platform);
  }

  /** Begins its housekeeping. No lock is held. */
  void start() {
    housekeeping.start();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  PoolConfig config() {
    return config;
  }

  Platform platform() {
    return platform;
  }

  boolean isDown() {
    return (gate & DOWN) != 0;
  }

  // ---- acquire ----

  /** Leases an entry within the acquire timeout of the configuration. */
  @Nullable Lease acquire() throws PoolException {
    return acquire(acquireTimeoutNanos);
  }

  /**
   * Leases an entry.
   *
   * @param timeoutNanos how long to wait; {@link Platform#FOREVER} for no limit
   * @return the lease; null where this object has left the table
   */
  @Nullable Lease acquire(long timeoutNanos) throws PoolException {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    boolean timed = vetting.needsDeadline() && timeoutNanos != Platform.FOREVER;
    long deadline = timed ? platform.now() + timeoutNanos : Platform.FOREVER;
    boolean served = false;
    while ((gate & NO_OVERTAKING) == 0) {
      Entry entry = idle.take();
      if (entry == null) {
        break;
      }
      if (isFit(entry, deadline)) {
        return lease(entry, 0);
      }
      served = true;
    }
    return acquireSlowly(timeoutNanos, served);
  }

  private @Nullable Lease acquireSlowly(long timeoutNanos, boolean served) throws PoolException {
    long start = platform.now();
    Waiter waiter =
        new Waiter(
            start, timeoutNanos == Platform.FOREVER ? Platform.FOREVER : start + timeoutNanos);
    if (!enqueue(waiter, timeoutNanos == 0, served)) {
      return null;
    }
    for (; ; ) {
      Entry entry = await(waiter, timeoutNanos);
      if (isFit(entry, waiter.deadline())) {
        return lease(entry, platform.now() - start);
      }
      enqueueAgain(waiter);
    }
  }

  /** Closes an entry that may not be leased; true where it may. */
  private boolean isFit(Entry entry, long deadline) {
    CloseReason objection = vetting.objection(entry, deadline);
    if (objection == null) {
      return true;
    }
    if (entry.tryCloseLeased()) {
      retire(entry, objection, true);
    }
    return false;
  }

  private Lease lease(Entry entry, long waitedNanos) {
    Lease lease = Lease.begin(entry, readTimeoutNanos, writeTimeoutNanos);
    entry.beginLease(
        Thread.currentThread(), platform.tick(), traced ? new LeaseTrace(lease) : null);
    if (listener != null) {
      listener.acquired(endpoint, entry.uses() > 1, Duration.ofNanos(waitedNanos));
    }
    return lease;
  }

  /**
   * Leases an idle entry that needs no health check.
   *
   * @return the lease, or null if none is at hand; {@link #isGone()} says whether to look the
   *     endpoint up again
   */
  @Nullable Lease tryAcquire() throws PoolException {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    } else if ((gate & CLOSED) != 0) {
      throw closed();
    }
    while ((gate & NO_OVERTAKING) == 0) {
      Entry entry = takeIdle();
      if (entry == null) {
        return null;
      } else if (vetting.isHealthCheckDue(entry)) {
        putBack(Lease.unheld(entry), entry);
        return null;
      } else if (isFit(entry, Platform.FOREVER)) {
        return lease(entry, 0);
      }
    }
    return null;
  }

  /**
   * Takes an idle entry; looks twice, since the stack looks empty for a moment while it is
   * compacted.
   */
  private @Nullable Entry takeIdle() {
    Entry entry = idle.take();
    if (entry != null) {
      return entry;
    }
    lock.lock();
    try {
      return idle.take();
    } finally {
      lock.unlock();
    }
  }

  boolean isGone() {
    return (gate & GONE) != 0;
  }

  // ---- waiting ----

  /** Puts a newcomer into the queue; false where this object has left the table. */
  private boolean enqueue(Waiter waiter, boolean noWait, boolean served) throws PoolException {
    Later later = new Later();
    lock.lock();
    try {
      if ((gate & CLOSED) != 0) {
        throw closed();
      } else if ((gate & GONE) != 0) {
        return false;
      }
      lastActivity = waiter.since();
      if ((gate & NO_OVERTAKING) == 0) {
        // What was returned since the first look.
        Entry entry = idle.take();
        if (entry != null) {
          waiter.finish(new Waiter.Delivered(entry));
          return true;
        }
      }
      if (noWait) {
        throw timedOut(waiter, 0);
      }
      refuseTooMany();
      waiter.arrival = ++arrivals;
      waiter.progressAtArrival = progress;
      if (served) {
        queue.addFirst(waiter);
      } else {
        queue.add(waiter);
      }
      serve(later);
    } finally {
      lock.unlock();
    }
    later.run();
    return true;
  }

  private void refuseTooMany() throws PoolException {
    int max = config.maxWaiters();
    int dialing = dials.size() + (mayDial(queue.size() + 1) ? 1 : 0);
    if (queue.size() + 1L > (long) dialing + max) {
      throw new PoolException(
          new PoolError.TooManyWaiters(endpoint, max), List.of(waitingFor()), null);
    }
  }

  /** Puts a waiter back into its place, because what it was given turned out dead. */
  private void enqueueAgain(Waiter waiter) throws PoolException {
    Later later = new Later();
    lock.lock();
    try {
      if ((gate & CLOSED) != 0) {
        throw closed();
      }
      waiter.again();
      if (waiter.arrival == 0) { // it had never been in the queue
        waiter.arrival = ++arrivals;
        queue.addFirst(waiter);
      } else {
        queue.putBack(waiter);
      }
      serve(later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Waits until the waiter is served. Returns an entry that the caller owns. */
  private Entry await(Waiter waiter, long timeoutNanos) throws PoolException {
    for (; ; ) {
      Later later = new Later();
      Waiter.Outcome outcome;
      long until = waiter.deadline();
      lock.lock();
      try {
        long now = platform.now();
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (waiter.outcome() == null) {
          step(waiter, now, later);
        }
        outcome = waiter.outcome();
        if (interrupted || (outcome == null && waiter.hasExpired(now))) {
          outcome = leave(waiter, outcome, interrupted, timeoutNanos, later);
        }
        if (outcome != null) {
          tally.waited(now - waiter.since());
          if (outcome instanceof Waiter.Delivered) {
            endHandover(waiter, now, later);
          }
        } else if (isFirstUnserved(waiter)) {
          waiter.armed = true;
          until = sooner(until, waiter.since() + fairnessNanos);
        } else {
          waiter.armed = false;
        }
      } finally {
        lock.unlock();
      }
      later.run();
      if (outcome instanceof Waiter.Delivered delivered) {
        return delivered.entry();
      } else if (outcome instanceof Waiter.Failed failed) {
        throw failed.failure().toException();
      }
      platform.park(until);
    }
  }

  private boolean isFirstUnserved(Waiter waiter) {
    return queue.head() == waiter && (gate & HANDOVER) == 0;
  }

  private static long sooner(long deadline, long time) {
    return deadline == Platform.FOREVER || time - deadline < 0 ? time : deadline;
  }

  /**
   * What a waiter does each time it is awake: takes an idle entry if it is first, or asks for the
   * hand-over.
   */
  private void step(Waiter waiter, long now, Later later) {
    if (woken == waiter) {
      woken = null;
    }
    if (isFirstUnserved(waiter)) {
      Entry entry = (gate & SUSPENDED) == 0 ? idle.take() : null;
      if (entry != null) {
        queue.remove(waiter);
        waiter.finish(new Waiter.Delivered(entry));
      } else if (now - waiter.since() >= fairnessNanos) {
        gate |= HANDOVER;
      }
    }
    serve(later);
  }

  /**
   * Takes a waiter out that was interrupted or whose time is up; what it was handed goes on to the
   * next.
   */
  private Waiter.Outcome leave(
      Waiter waiter,
      Waiter.@Nullable Outcome outcome,
      boolean interrupted,
      long timeoutNanos,
      Later later) {
    if (outcome instanceof Waiter.Failed) {
      return outcome;
    } else if (outcome instanceof Waiter.Delivered delivered) {
      Entry entry = delivered.entry();
      later.add(() -> putBack(Lease.unheld(entry), entry));
      return new Waiter.Failed(this::interrupted);
    }
    PoolException failure = interrupted ? interrupted() : timedOut(waiter, timeoutNanos);
    queue.remove(waiter);
    serve(later);
    return new Waiter.Failed(() -> failure);
  }

  /** Ends the hand-over mode where the one just served had not waited long. */
  private void endHandover(Waiter waiter, long now, Later later) {
    if ((gate & HANDOVER) != 0 && fairnessNanos > 0 && now - waiter.since() < fairnessNanos) {
      gate &= ~HANDOVER;
      serve(later);
    }
  }

  // ---- serve ----

  /**
   * Serves whoever waits, by whatever there is: idle entries, free places. Called under the lock by
   * everything that adds an entry, frees a place or ends a state.
   */
  private void serve(Later later) {
    refreshGate();
    if ((gate & (SUSPENDED | CLOSED | GONE)) != 0) {
      return;
    }
    if ((gate & HANDOVER) != 0) {
      handOver(later);
      refreshGate();
    }
    dropSurplusDials(later);
    Waiter head = queue.head();
    if (head != null && (gate & HANDOVER) == 0) {
      if (woken == null && !idle.isEmpty()) {
        wake(head, later);
        woken = head;
      } else if (!head.armed) {
        wake(head, later);
      }
    }
    while (mayDial(queue.size())) {
      startDial(true, later);
    }
    while (warmTarget > places && places < limit && ((gate & DOWN) == 0 || dials.isEmpty())) {
      startDial(false, later);
    }
    warmTarget = 0;
  }

  private void wake(Waiter head, Later later) {
    head.armed = true;
    Thread thread = head.thread();
    later.add(() -> platform.unpark(thread));
  }

  private void handOver(Later later) {
    for (Waiter head = queue.head(); head != null; head = queue.head()) {
      Entry entry = idle.take();
      if (entry == null) {
        return;
      }
      deliver(head, new Waiter.Delivered(entry), later);
    }
  }

  private void deliver(Waiter waiter, Waiter.Outcome outcome, Later later) {
    queue.remove(waiter);
    if (woken == waiter) {
      woken = null;
    }
    waiter.finish(outcome);
    Thread thread = waiter.thread();
    later.add(() -> platform.unpark(thread));
  }

  /** Whether that many waiters call for one more dial. */
  private boolean mayDial(int waiters) {
    return (gate & (SUSPENDED | CLOSED | GONE)) == 0
        && dials.size() < waiters
        && places < limit
        && ((gate & DOWN) == 0 || dials.isEmpty())
        && idle.isEmpty();
  }

  private Dial startDial(boolean demanded, Later later) {
    places++;
    Dial dial = new Dial(this, shared, demanded);
    dials.add(dial);
    later.add(dial::begin);
    return dial;
  }

  /** Drops dials that nobody waits for any more and that are not in the middle of a try. */
  private void dropSurplusDials(Later later) {
    if (dials.size() <= queue.size()) {
      return;
    }
    for (Dial dial : new ArrayList<>(dials)) {
      if (dials.size() > queue.size() && dial.isDroppable()) {
        abandon(dial, later);
      }
    }
  }

  private void refreshGate() {
    int now = gate & ~(WAITERS | SURPLUS);
    if (queue.isEmpty()) {
      now &= ~HANDOVER;
    } else {
      now |= WAITERS | (fairnessNanos == 0 ? HANDOVER : 0);
    }
    if (places > limit) {
      now |= SURPLUS;
    }
    if (now != gate) {
      gate = now;
    }
  }

  // ---- give back and retire ----

  /**
   * A holder has let go.
   *
   * @param objection why the entry cannot be reused, as far as the holder's doings go, or null
   * @param inside whether a thread is inside a read or write still
   */
  void leaseEnded(Lease lease, @Nullable CloseReason objection, boolean inside) {
    Entry entry = lease.entry();
    CloseReason reason = objection == null ? tooOld(entry) : objection;
    entry.endLease(platform.tick());
    if (reason == null) {
      entry.wire().rest();
      putBack(lease, entry);
      if (listener != null) {
        listener.released(endpoint);
      }
    } else if (entry.tryCloseLeased()) {
      countEnd(reason);
      retire(entry, reason, !inside);
    }
  }

  private @Nullable CloseReason tooOld(Entry entry) {
    CloseReason condemned = entry.condemned();
    if (condemned != null) {
      return condemned;
    } else if ((gate & CLOSED) != 0) {
      return CloseReason.POOL_CLOSED;
    } else if (config.maxConnectionUses() > 0 && entry.uses() >= config.maxConnectionUses()) {
      return CloseReason.MAX_USES;
    }
    return entry.lifetimeLeft(platform.tick()) <= 0 ? CloseReason.LIFETIME : null;
  }

  private void countEnd(CloseReason reason) {
    long unreleased = 0;
    lock.lock();
    try {
      progress++;
      if (reason == CloseReason.IO_FAILED) {
        tally.error();
      } else if (reason == CloseReason.NOT_RELEASED) {
        unreleased = tally.unreleased();
      }
    } finally {
      lock.unlock();
    }
    if (unreleased == LOGGED_UNRELEASED) {
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING,
          () ->
              LOGGED_UNRELEASED
                  + " leases of "
                  + endpoint.authority()
                  + " were closed without release(): their connections are not reused");
    }
  }

  /** Makes an entry idle that the caller owns, and serves whoever waits for it. */
  private void putBack(Lease node, Entry entry) {
    if (!entry.tryIdle()) {
      return; // the pool was closed under it, and whoever did that has closed it
    }
    idle.push(node);
    CloseReason condemned = entry.condemned();
    if (condemned != null && entry.tryCloseIdle()) {
      retire(entry, condemned, true);
      return;
    }
    if (shared.places().isWanted() && yieldPlace()) {
      return;
    }
    if (gate != 0) {
      returned();
    }
  }

  /**
   * Closes an idle entry if another endpoint has waited for a global place longer than anyone here
   * for an entry.
   */
  private boolean yieldPlace() {
    Long theirs = shared.places().wantedSince();
    if (theirs == null) {
      return false;
    }
    Entry entry = null;
    lock.lock();
    try {
      Waiter head = queue.head();
      if (head == null || head.since() - theirs > 0) {
        entry = idle.take();
      }
    } finally {
      lock.unlock();
    }
    if (entry == null || !entry.tryCloseLeased()) {
      return false;
    }
    retire(entry, CloseReason.EVICTED, true);
    return true;
  }

  /** An entry was returned while the gate said that there is more to do. */
  private void returned() {
    Later later = new Later();
    lock.lock();
    try {
      progress++;
      gate &= ~DOWN;
      if ((gate & CLOSED) != 0) {
        retireIdle(Integer.MAX_VALUE, CloseReason.POOL_CLOSED, later);
      } else if (places > limit) {
        retireIdle(places - limit, CloseReason.LIMIT_LOWERED, later);
      }
      serve(later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Takes so many idle entries, those idle longest first, and closes them after the lock. */
  void retireIdle(int count, CloseReason reason, Later later) {
    int left = count;
    for (Entry entry : longestIdleFirst()) {
      if (left == 0) {
        return;
      } else if (entry.tryCloseIdle()) {
        later.add(() -> retire(entry, reason, true));
        left--;
      }
    }
  }

  /** The idle entries, those idle longest first; under the lock. */
  List<Entry> longestIdleFirst() {
    List<Entry> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.isIdle()) {
        found.add(entry);
      }
    }
    long now = platform.now();
    found.sort((a, b) -> Long.compare(now - b.lastUsed(), now - a.lastUsed()));
    return found;
  }

  /**
   * Closes an entry that the caller has taken by its state word, frees its place, and serves. No
   * lock is held.
   *
   * @param orderly whether nobody is inside, so that the protocol's own way of closing is safe
   */
  void retire(Entry entry, CloseReason reason, boolean orderly) {
    try {
      if (orderly) {
        entry.wire().close();
      } else {
        entry.wire().abort();
      }
    } catch (RuntimeException
        | Error e) { // a transport is foreign code: the place must not be lost
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING, () -> "closing " + entry.address() + " threw", e);
    }
    Later later = new Later();
    lock.lock();
    try {
      entries.remove(entry);
      tally.closed(entry);
      if (entry.uses() > 0 && entry.lastUsed() - lastActivity > 0) {
        lastActivity = entry.lastUsed();
      }
      places--;
      serve(later);
      housekeeping.refill(later);
    } finally {
      lock.unlock();
    }
    shared.places().release();
    later.run();
    if (listener != null) {
      listener.connectionClosed(endpoint, entry.address(), reason);
    }
    shared.entryRemoved();
  }

  // ---- dials ----

  /** Begins a try of a dial that has its global place; null if the dial is not wanted any more. */
  @Nullable Attempt nextTry(Dial dial) {
    lock.lock();
    try {
      return dial.beginTry(shared.dialer().attempt(config, endpoint), arrivals, progress);
    } finally {
      lock.unlock();
    }
  }

  /** A dial has queued for a global place: takes it out again if it was abandoned meanwhile. */
  void recheckQueued(Dial dial) {
    boolean done;
    lock.lock();
    try {
      done = dial.isDone();
    } finally {
      lock.unlock();
    }
    if (done) {
      shared.places().withdraw(dial);
    }
  }

  /** A refill got no global place. */
  void dialGivenUp(Dial dial) {
    Later later = new Later();
    lock.lock();
    try {
      if (dial.finish()) {
        dials.remove(dial);
        places--;
        serve(later);
      }
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** The pause of a dial is over; false if the dial is not wanted any more. */
  boolean pauseEnded(Dial dial) {
    lock.lock();
    try {
      return dial.endPause();
    } finally {
      lock.unlock();
    }
  }

  /** A dial has succeeded: its connection serves a waiter or goes idle. */
  void dialed(Dial dial, Dialed made) {
    shared.entryAdded();
    Later later = new Later();
    boolean wanted;
    lock.lock();
    try {
      wanted = dial.finish();
      if (wanted) {
        dials.remove(dial);
        adopt(new Entry(this, made, platform.now(), jittered(lifetimeNanos)), made, later);
      }
    } finally {
      lock.unlock();
    }
    if (wanted) {
      if (listener != null) {
        listener.connectionOpened(endpoint, made.address(), Duration.ofNanos(made.tookNanos()));
      }
      later.run();
    } else {
      made.wire().close();
      freePlace();
      shared.entryRemoved();
    }
  }

  private void adopt(Entry entry, Dialed made, Later later) {
    entries.add(entry);
    tally.created();
    progress++;
    gate &= ~DOWN;
    lastFailure = null;
    if (shared.dialer().isCurrent(made)) {
      entry.tryIdle();
      idle.push(Lease.unheld(entry));
    } else {
      // Its provider left while it was made: it may serve whoever waits, but never goes idle.
      entry.condemn(CloseReason.PROVIDER_LEFT);
      Waiter head = queue.head();
      if (head != null && (gate & SUSPENDED) == 0) {
        deliver(head, new Waiter.Delivered(entry), later);
      } else if (entry.tryCloseLeased()) {
        later.add(() -> retire(entry, CloseReason.PROVIDER_LEFT, true));
      }
    }
    housekeeping.entryAdded(later);
    serve(later);
  }

  /** The lifetime less up to a tenth, so that connections made together do not end together. */
  private long jittered(long nanos) {
    return nanos == 0 ? 0 : nanos - platform.random(nanos / 10 + 1);
  }

  /** A try has failed: the dial pauses and tries again, or fails whoever waited for it. */
  void tryFailed(Dial dial, DialFailure failure) {
    Later later = new Later();
    lock.lock();
    try {
      if (dial.isDone()) {
        return; // abandoned, and whoever did that has freed the place
      }
      long at = platform.now() + pause(dial.tries());
      if (failure.isPassing()
          && dial.tries() <= config.connectRetryCount()
          && queue.anyoneWaitsAt(at)) {
        dial.beginPause(failure);
        later.add(() -> platform.schedule(at, dial::resume));
      } else {
        failForGood(dial, failure, later);
      }
    } finally {
      lock.unlock();
    }
    shared.places().release();
    later.run();
  }

  /** How long to pause after so many tries: doubling, half of it by chance. */
  private long pause(int tries) {
    long base = Nanos.of(config.connectRetryDelay());
    int doublings = Math.min(tries - 1, 20);
    long full = base > (Long.MAX_VALUE >> 22) ? base : base << doublings;
    return full / 2 + platform.random(full - full / 2 + 1);
  }

  private void failForGood(Dial dial, DialFailure failure, Later later) {
    int tries = dial.tries();
    dial.finish();
    dials.remove(dial);
    places--;
    tally.error();
    gate |= DOWN;
    lastFailure = failure;
    lastDialError = String.valueOf(failure.getMessage());
    if (progress == dial.progressAtTry()) {
      for (Waiter waiter : queue.toList()) {
        if (waiter.arrival <= dial.arrivalsAtTry()) {
          deliver(waiter, new Waiter.Failed(() -> failure.toException(tries)), later);
        }
      }
    }
    Loggers.ENDPOINT.log(
        System.Logger.Level.DEBUG, () -> "dialing " + endpoint.authority() + " failed", failure);
    if (listener != null) {
      later.add(() -> listener.dialFailed(endpoint, failure.toException(tries)));
    }
    serve(later);
  }

  /** Ends a dial under way. Its place is free once nothing of it is open any more. */
  private void abandon(Dial dial, Later later) {
    Attempt running = dial.running();
    boolean pausing = dial.isPausing();
    dial.finish();
    dials.remove(dial);
    if (running == null) {
      places--;
      if (!pausing) {
        later.add(() -> shared.places().withdraw(dial));
      }
    } else {
      later.add(
          () -> {
            if (running.abort()) {
              freePlace();
            }
          });
    }
  }

  private void freePlace() {
    Later later = new Later();
    lock.lock();
    try {
      places--;
      serve(later);
    } finally {
      lock.unlock();
    }
    shared.places().release();
    later.run();
  }

  // ---- what the pool does to its endpoints ----

  void clear() {
    Later later = new Later();
    lock.lock();
    try {
      gate &= ~DOWN;
      lastFailure = null;
      lastDialError = null;
      for (Dial dial : new ArrayList<>(dials)) {
        abandon(dial, later);
      }
      condemn(entries, CloseReason.CLEARED, later);
      serve(later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Retires what a provider made that has left. */
  void providerLeft(Provider provider) {
    Later later = new Later();
    lock.lock();
    try {
      condemn(
          entries.stream().filter(entry -> entry.isMadeBy(provider)).toList(),
          CloseReason.PROVIDER_LEFT,
          later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  private void condemn(Iterable<Entry> condemned, CloseReason reason, Later later) {
    for (Entry entry : condemned) {
      entry.condemn(reason);
      if (entry.tryCloseIdle()) {
        later.add(() -> retire(entry, reason, true));
      }
    }
  }

  /** Closes all that are idle now; what is leased stays. */
  void retireAllIdle(CloseReason reason) {
    Later later = new Later();
    lock.lock();
    try {
      retireIdle(Integer.MAX_VALUE, reason, later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Closes the entry that has been idle longest; false if none is. */
  boolean evictOne() {
    Entry victim = null;
    lock.lock();
    try {
      for (Entry entry : longestIdleFirst()) {
        if (entry.tryCloseIdle()) {
          victim = entry;
          break;
        }
      }
    } finally {
      lock.unlock();
    }
    if (victim == null) {
      return false;
    }
    retire(victim, CloseReason.EVICTED, true);
    return true;
  }

  /** How long, at {@code now}, the longest idle entry has been so; negative if none is. */
  long longestIdle(long now) {
    lock.lock();
    try {
      long longest = -1;
      for (Entry entry : entries) {
        if (entry.isIdle()) {
          longest = Math.max(longest, now - entry.lastUsed());
        }
      }
      return longest;
    } finally {
      lock.unlock();
    }
  }

  /** Sets the limit, and returns it. */
  int limit(int max) {
    Later later = new Later();
    lock.lock();
    try {
      limit = max;
      if (places > limit) {
        retireIdle(places - limit, CloseReason.LIMIT_LOWERED, later);
      }
      serve(later);
    } finally {
      lock.unlock();
    }
    later.run();
    return max;
  }

  /**
   * Dials until there are so many connections; returns the limit where that is less, and does
   * nothing.
   */
  int warmUp(int connections) {
    Later later = new Later();
    lock.lock();
    try {
      if (connections <= limit) {
        warmTarget = connections;
        lastActivity = platform.now();
        serve(later);
      }
      return limit;
    } finally {
      lock.unlock();
      later.run();
    }
  }

  void suspend() {
    lock.lock();
    try {
      gate |= SUSPENDED;
    } finally {
      lock.unlock();
    }
  }

  void resume() {
    Later later = new Later();
    lock.lock();
    try {
      gate &= ~SUSPENDED;
      serve(later);
      housekeeping.refill(later);
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Fails whoever waits, abandons the dials, and closes what is idle. */
  void close() {
    Later later = new Later();
    lock.lock();
    try {
      gate |= CLOSED;
      for (Waiter waiter : queue.toList()) {
        deliver(waiter, new Waiter.Failed(this::closed), later);
      }
      for (Dial dial : new ArrayList<>(dials)) {
        abandon(dial, later);
      }
      retireIdle(Integer.MAX_VALUE, CloseReason.POOL_CLOSED, later);
      refreshGate();
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Closes, under their holders, the leases that have not ended. */
  void closeLeased() {
    List<Entry> left;
    lock.lock();
    try {
      left = new ArrayList<>(entries);
    } finally {
      lock.unlock();
    }
    for (Entry entry : left) {
      if (entry.tryCloseLeased()) {
        retire(entry, CloseReason.POOL_CLOSED, false);
      } else if (entry.tryCloseIdle()) {
        retire(entry, CloseReason.POOL_CLOSED, true);
      }
    }
  }

  /** Leaves the table if there is nothing in here. */
  boolean vanish() {
    lock.lock();
    try {
      if (places > 0 || !queue.isEmpty() || !dials.isEmpty() || (gate & CLOSED) != 0) {
        return false;
      }
      gate |= GONE;
      return true;
    } finally {
      lock.unlock();
    }
  }

  // ---- for the housekeeper, which holds the lock ----

  Lock lock() {
    return lock;
  }

  Shared shared() {
    return shared;
  }

  Set<Entry> entries() {
    return entries;
  }

  IdleStack idle() {
    return idle;
  }

  boolean isEmpty() {
    return places == 0 && queue.isEmpty();
  }

  boolean isClosedOrGone() {
    return (gate & (CLOSED | GONE)) != 0;
  }

  /** When it was last acquired from, as far as the slow paths have seen. */
  long lastActivity() {
    return lastActivity;
  }

  void lastActivity(long time) {
    lastActivity = time;
  }

  boolean isDialing(Dial dial) {
    return dials.contains(dial);
  }

  /** How many dials are under way that no waiter will take the result of. */
  int unclaimedDials() {
    return Math.max(0, dials.size() - queue.size());
  }

  /** Starts a refill if that is allowed now; null if not. */
  @Nullable Dial refill(Later later) {
    if ((gate & (SUSPENDED | CLOSED | GONE | DOWN)) != 0 || places >= limit) {
      return null;
    }
    return startDial(false, later);
  }

  // ---- what can be seen ----

  PoolStats stats() {
    lock.lock();
    try {
      int active = 0;
      int free = 0;
      long reuses = 0;
      for (Entry entry : entries) {
        reuses += Tally.reuses(entry);
        if (entry.isIdle()) {
          free++;
        } else if (entry.isLeased()) {
          active++;
        }
      }
      return tally
          .fill(PoolStats.builder(), reuses)
          .active(active)
          .idle(free)
          .dialing(dials.size())
          .waiting(queue.size())
          .build();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of everything, for the page that describes the pool. */
  EndpointView view() {
    PoolStats stats = stats();
    lock.lock();
    try {
      long now = platform.now();
      List<EndpointView.EntryView> rows = new ArrayList<>();
      for (Entry entry : entries) {
        rows.add(view(entry, now));
      }
      List<Duration> waits = new ArrayList<>();
      for (Waiter waiter : queue.toList()) {
        waits.add(Duration.ofNanos(now - waiter.since()));
      }
      return new EndpointView(
          endpoint,
          limit,
          stats,
          isDown(),
          (gate & HANDOVER) != 0,
          rows,
          waits,
          dials.stream().map(Dial::describe).toList(),
          lastDialError);
    } finally {
      lock.unlock();
    }
  }

  private EndpointView.EntryView view(Entry entry, long now) {
    Thread holder = entry.holder();
    SSLSession session = entry.wire().session();
    return new EndpointView.EntryView(
        entry.isIdle() ? "idle" : entry.isLeased() ? "leased" : "closing",
        entry.address(),
        Duration.ofNanos(Math.max(0, now - entry.born())),
        entry.uses(),
        session == null ? null : session.getProtocol(),
        holder == null ? null : holder.getName(),
        Duration.ofNanos(
            Math.max(0, now - (holder == null ? entry.lastUsed() : entry.leasedAt()))));
  }

  private PoolError.EndpointLoad load() {
    Entry oldest = null;
    int leased = 0;
    int free = 0;
    for (Entry entry : entries) {
      if (entry.isIdle()) {
        free++;
      } else if (entry.isLeased()) {
        leased++;
        if (entry.holder() != null
            && (oldest == null || entry.leasedAt() - oldest.leasedAt() < 0)) {
          oldest = entry;
        }
      }
    }
    Thread holder = oldest == null ? null : oldest.holder();
    return new PoolError.EndpointLoad(
        limit,
        leased,
        free,
        dials.size(),
        queue.size(),
        (gate & SUSPENDED) != 0,
        holder == null ? null : holder.getName(),
        oldest == null || holder == null
            ? null
            : Duration.ofNanos(Math.max(0, platform.now() - oldest.leasedAt())),
        lastDialError);
  }

  // ---- failures ----

  private PoolException timedOut(Waiter waiter, long timeoutNanos) {
    tally.timeout();
    if (progress == waiter.progressAtArrival) {
      for (Dial dial : dials) {
        if (dial.isUnderWay()) {
          return new PoolException(
              new PoolError.ConnectionTimeout(endpoint, Duration.ofNanos(timeoutNanos)),
              List.of("connecting to " + endpoint.authority()),
              dial.lastFailure());
        }
      }
    }
    return new PoolException(
        new PoolError.AcquireTimeout(
            endpoint, Duration.ofNanos(platform.now() - waiter.since()), load()),
        List.of(waitingFor()),
        lastFailure);
  }

  private PoolException interrupted() {
    return new PoolException(new PoolError.Interrupted(), List.of(waitingFor()), null);
  }

  private PoolException closed() {
    return new PoolException(new PoolError.PoolClosed(), List.of(waitingFor()), null);
  }

  private String waitingFor() {
    return "acquiring a connection to " + endpoint.authority();
  }
}
