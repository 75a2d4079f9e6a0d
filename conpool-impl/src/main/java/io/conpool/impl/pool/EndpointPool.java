package io.conpool.impl.pool;

import io.conpool.AddressStrategy;
import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.observe.EndpointView;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Platform;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint: how its entries are leased and returned, and what the pool does to it as a whole.
 *
 * <p><b>Lease and return</b> are lock-free while nobody waits: {@link #acquire} takes from the
 * {@link IdleSet}, {@link #leaseEnded} puts it back. Both read one word, the {@link Gate}, whose
 * bits say that there is more to do.
 *
 * <p><b>Everything else</b> happens under the {@link EndpointLock}. {@link Serving} says who gets
 * what.
 */
final class EndpointPool {

  private static final int LOGGED_UNRELEASED = 20;

  private final EndpointState state;
  private final EndpointLock lock;
  private final Gate gate;
  private final IdleSet idle;
  private final GlobalPlaces globalPlaces;
  private final Platform platform;
  private final Shared shared;
  private final @Nullable GuardedListener listener;
  private final Vetting vetting;
  private final Dialing dialing;
  private final Serving serving;
  private final Waiting waiting;
  private final Retiring retiring;
  private final Housekeeping housekeeping;
  private final Following following;
  private final long acquireTimeoutNanos;
  private final long readTimeoutNanos;
  private final long writeTimeoutNanos;
  private final long maxUses;
  private final boolean traced;

  EndpointPool(Endpoint endpoint, Shared shared) {
    PoolConfig config = shared.config().forEndpoint(endpoint);
    this.platform = shared.platform();
    this.shared = shared;
    this.listener = shared.listener();
    this.globalPlaces = shared.places();
    AddressBook addresses =
        new AddressBook(
            platform,
            config.addressStrategy() == AddressStrategy.SPREAD,
            new AddressBook.Watcher() {
              @Override
              public void setAside(SocketAddress address, Duration pause) {
                following().setAside(address, pause);
              }

              @Override
              public void restored(SocketAddress address) {
                following().restored(address);
              }
            });
    this.state = new EndpointState(endpoint, config, platform, addresses);
    this.lock = state.lock;
    this.gate = state.gate;
    this.idle = state.idle;
    this.vetting = new Vetting(config, platform);
    this.dialing = new Dialing(this, state, shared);
    this.retiring = new Retiring(this, state, shared);
    WaitAlarm alarm = new WaitAlarm(state);
    this.serving = new Serving(state, globalPlaces, dialing, retiring, alarm);
    this.waiting = new Waiting(state, serving, alarm, this::putBack);
    this.housekeeping = new Housekeeping(this, state, shared);
    this.following = new Following(this, state, shared);
    this.acquireTimeoutNanos =
        config.acquireTimeout().isZero() ? Platform.FOREVER : Nanos.of(config.acquireTimeout());
    this.readTimeoutNanos = Nanos.of(config.readTimeout());
    this.writeTimeoutNanos = Nanos.of(config.writeTimeout());
    this.maxUses = config.maxConnectionUses();
    this.traced = !config.leakThreshold().isZero();
  }

  Endpoint endpoint() {
    return state.endpoint;
  }

  PoolConfig config() {
    return state.config;
  }

  Platform platform() {
    return platform;
  }

  Serving serving() {
    return serving;
  }

  Dialing dialing() {
    return dialing;
  }

  Retiring retiring() {
    return retiring;
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  Following following() {
    return following;
  }

  /** Since when its first waiter has waited, a time of the clock; a moment old. */
  long firstWaitsSince() {
    return state.firstWaitsSince;
  }

  boolean isDown() {
    return gate.has(Gate.DOWN);
  }

  /** Whether this has left the table, so that the endpoint must be looked up again. */
  boolean isGone() {
    return gate.has(Gate.GONE);
  }

  // ---- lease ----

  /** Leases an entry within the acquire timeout of the configuration. */
  @Nullable Lease acquire() throws PoolException {
    return acquire(acquireTimeoutNanos);
  }

  /**
   * Leases an entry.
   *
   * @param timeoutNanos how long to wait; {@link Platform#FOREVER} for no limit
   * @return the lease; null where the endpoint has left the table
   */
  @Nullable Lease acquire(long timeoutNanos) throws PoolException {
    // An interrupted thread would kill the connection with its first read or write.
    if (Thread.currentThread().isInterrupted()) {
      throw waiting.interrupted();
    }
    // The clock is read here only where something on the short way is bounded by the deadline.
    Waiter waiter = vetting.needsDeadline() ? Waiter.now(platform, timeoutNanos) : null;
    Unfit unfit = null;
    while (!gate.has(Gate.NO_OVERTAKING)
        && (unfit == null || waiter == null || !waiter.hasExpired(platform.now()))) {
      Entry entry = idle.take();
      if (entry == null) {
        break;
      }
      retire(unfit);
      long tick = platform.tick();
      unfit = examine(entry, waiter, tick);
      if (unfit == null) {
        return lease(entry, tick, 0);
      }
    }
    return acquireSlowly(
        waiter == null ? Waiter.now(platform, timeoutNanos) : waiter, timeoutNanos, unfit);
  }

  private @Nullable Lease acquireSlowly(Waiter waiter, long timeoutNanos, @Nullable Unfit unfit)
      throws PoolException {
    try {
      return await(waiter, timeoutNanos, unfit);
    } catch (RuntimeException | Error e) {
      waiting.abandon(waiter);
      throw e;
    }
  }

  private @Nullable Lease await(Waiter waiter, long timeoutNanos, @Nullable Unfit unfit)
      throws PoolException {
    boolean queued;
    try {
      queued = waiting.enqueue(waiter, timeoutNanos == 0, unfit != null);
    } finally {
      retire(unfit); // in the queue by now, so that the freed place finds its owner there
    }
    if (!queued) {
      return null;
    }
    for (; ; ) {
      Entry entry = waiting.await(waiter, timeoutNanos);
      long now = platform.now();
      Unfit found = examine(entry, waiter, now);
      if (found == null) {
        return lease(entry, now, now - waiter.since());
      }
      try {
        waiting.enqueueAgain(waiter);
      } finally {
        retire(found);
      }
    }
  }

  /**
   * An entry that its acquirer may not lease.
   *
   * @param reason why, or null where the pool has closed it under the acquirer
   */
  private record Unfit(Entry entry, @Nullable CloseReason reason) {}

  /** Finds out whether an entry may be leased; null if it may. Else takes it, to be retired. */
  private @Nullable Unfit examine(Entry entry, @Nullable Waiter waiter, long tick) {
    // Who does not want to wait still wants his one attempt, which a check of the peer may be.
    long deadline =
        waiter == null || waiter.deadline() == waiter.since()
            ? Platform.FOREVER
            : waiter.deadline();
    CloseReason objection;
    try {
      objection = vetting.objection(entry, deadline, tick);
    } catch (RuntimeException | Error e) { // nobody knows now what it is worth
      retire(entry.tryCloseLeased() ? new Unfit(entry, CloseReason.HEALTH_CHECK_FAILED) : null);
      throw e;
    }
    if (objection != null && entry.tryCloseLeased()) {
      return new Unfit(entry, objection);
    }
    return objection == null && entry.isLeased() ? null : new Unfit(entry, null);
  }

  private void retire(@Nullable Unfit unfit) {
    if (unfit != null && unfit.reason != null) {
      // A health check may have left somebody inside.
      boolean orderly = unfit.reason != CloseReason.HEALTH_CHECK_FAILED;
      retiring.retire(unfit.entry, unfit.reason, orderly);
    }
  }

  private Lease lease(Entry entry, long tick, long waitedNanos) {
    Lease lease = new Lease(entry, readTimeoutNanos, writeTimeoutNanos);
    entry.beginLease(Thread.currentThread(), tick, traced ? new LeaseTrace(lease) : null);
    if (listener != null) {
      listener.acquired(state.endpoint, entry.uses() > 1, Duration.ofNanos(waitedNanos));
    }
    return lease;
  }

  /** Leases an idle entry that needs no health check; null if none is at hand. */
  @Nullable Lease tryAcquire() throws PoolException {
    if (Thread.currentThread().isInterrupted()) {
      throw waiting.interrupted();
    } else if (gate.has(Gate.CLOSED)) {
      throw waiting.closed();
    }
    Deque<Entry> due = new ArrayDeque<>(0);
    try {
      long tick = platform.tick();
      for (Entry entry = takeIdle(); entry != null; entry = takeIdle()) {
        if (vetting.isHealthCheckDue(entry, tick)) {
          due.push(entry); // another may not be
          continue;
        }
        Unfit unfit = examine(entry, null, tick);
        if (unfit == null) {
          return lease(entry, tick, 0);
        }
        retire(unfit);
      }
      return null;
    } finally {
      due.forEach(this::putBack);
    }
  }

  /**
   * Takes an idle entry, unless it is somebody else's turn. Looks twice, since one may be missed
   * while the set is compacted under the lock.
   */
  private @Nullable Entry takeIdle() {
    Entry entry = gate.has(Gate.NO_OVERTAKING) ? null : idle.take();
    if (entry != null) {
      return entry;
    }
    return lock.find(later -> gate.has(Gate.NO_OVERTAKING) ? null : idle.take());
  }

  // ---- return ----

  /**
   * A holder has let go.
   *
   * @param objection why the entry cannot be reused, as far as the holder's doings go, or null
   * @param inside whether a thread is inside a read or write still
   */
  void leaseEnded(Lease lease, @Nullable CloseReason objection, boolean inside) {
    try {
      leaseEnded(lease.entry(), objection, inside);
    } finally {
      Reference.reachabilityFence(lease); // else it might be taken for a lost one meanwhile
    }
  }

  private void leaseEnded(Entry entry, @Nullable CloseReason objection, boolean inside) {
    long tick = platform.tick();
    CloseReason reason = objection == null ? tooOld(entry, tick) : objection;
    entry.endLease(tick);
    if (reason == null) {
      entry.wire().rest();
      putBack(entry);
      if (listener != null) {
        listener.released(state.endpoint);
      }
    } else if (entry.tryCloseLeased()) {
      countEnd(reason);
      retiring.retire(entry, reason, !inside);
    }
  }

  private @Nullable CloseReason tooOld(Entry entry, long tick) {
    CloseReason condemned = entry.condemned();
    if (condemned != null) {
      return condemned;
    } else if (gate.has(Gate.CLOSED)) {
      return CloseReason.POOL_CLOSED;
    } else if (maxUses > 0 && entry.uses() >= maxUses) {
      return CloseReason.MAX_USES;
    }
    return entry.lifetimeLeft(tick) <= 0 ? CloseReason.LIFETIME : null;
  }

  private void countEnd(CloseReason reason) {
    long unreleased = lock.ask(later -> countedEnd(reason));
    if (unreleased == LOGGED_UNRELEASED) {
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING,
          () ->
              LOGGED_UNRELEASED
                  + " leases of "
                  + state.endpoint.authority()
                  + " were closed without release(): their connections are not reused");
    }
  }

  /** Returns how many leases were closed unreleased, if this is one of them, else 0. */
  private long countedEnd(CloseReason reason) {
    state.progress++;
    if (reason == CloseReason.IO_FAILED) {
      state.tally.error();
    }
    return reason == CloseReason.NOT_RELEASED ? state.tally.unreleased() : 0;
  }

  /** Makes an entry idle that the caller owns, and serves whoever waits for it. */
  private void putBack(Entry entry) {
    if ((globalPlaces.isWanted() && yields(entry)) || !entry.tryIdle()) {
      return; // given up for another endpoint, or closed with the pool
    }
    boolean crowded = idle.put(entry);
    CloseReason condemned = entry.condemned();
    if (condemned != null && entry.tryCloseIdle()) {
      retiring.retire(entry, condemned, true);
      return;
    }
    if (!gate.isClear() || globalPlaces.isWanted()) {
      returned();
    }
    if (crowded) {
      lock.run(later -> idle.compact());
    }
  }

  /** Gives an entry up before a newcomer can take it, if another endpoint's turn has come. */
  private boolean yields(Entry entry) {
    return lock.ask(
        later -> {
          Waiter head = state.queue.head();
          return serving.yields(entry, head == null ? null : head.since(), later);
        });
  }

  /** An entry was returned while there is more to do than that. */
  private void returned() {
    lock.run(
        later -> {
          state.progress++;
          gate.change(0, Gate.DOWN);
          if (gate.has(Gate.CLOSED)) {
            retiring.retireIdle(Integer.MAX_VALUE, CloseReason.POOL_CLOSED, later);
          }
          retiring.retireSurplus(later);
          serving.serve(later);
        });
  }

  // ---- what the pool does to its endpoints ----

  /** Begins its housekeeping. */
  void start() {
    lock.run(housekeeping::start);
  }

  void clear() {
    lock.run(
        later -> {
          gate.change(0, Gate.DOWN);
          state.lastFailure = null;
          state.lastDialError = null;
          later.add(() -> shared.dialer().forgetName(state.endpoint));
          state.addresses.clear();
          dialing.abandonAll(later);
          retiring.condemnAll(CloseReason.CLEARED, later);
          serving.serve(later);
        });
  }

  void limit(int max) {
    lock.run(
        later -> {
          state.limit = max;
          retiring.retireSurplus(later);
          serving.serve(later);
        });
  }

  /** Dials until there are so many connections; false, doing nothing, where the limit is less. */
  boolean warmUp(int connections) {
    return lock.ask(
        later -> {
          if (connections > state.limit) {
            return false;
          }
          state.warmTarget = connections;
          state.lastActivity = platform.now();
          serving.serve(later);
          return true;
        });
  }

  void suspend() {
    lock.run(later -> gate.change(Gate.SUSPENDED, 0));
  }

  /** Allows leases again; {@link #serve()} then serves whoever waits. */
  void unsuspend() {
    lock.run(later -> gate.change(0, Gate.SUSPENDED));
  }

  /** Serves whoever waits and dials what is missing. */
  void serve() {
    lock.run(
        later -> {
          serving.serve(later);
          housekeeping.refill(later);
        });
  }

  /** Fails whoever waits, gives up the dials, and closes what is idle. */
  void close() {
    lock.run(
        later -> {
          gate.change(Gate.CLOSED, 0);
          serving.deliverAll(new Waiter.Failed(waiting::closed), later);
          dialing.abandonAll(later);
          retiring.retireIdle(Integer.MAX_VALUE, CloseReason.POOL_CLOSED, later);
          serving.refreshGate();
        });
  }

  /** Leaves the table if there is nothing in here. */
  boolean vanish() {
    return lock.ask(
        later -> {
          if (!state.isEmpty() || gate.has(Gate.CLOSED)) {
            return false;
          }
          gate.change(Gate.GONE, 0);
          following.stop(later);
          return true;
        });
  }

  PoolStats stats() {
    return lock.ask(later -> new Report(state).stats());
  }

  EndpointView view() {
    return lock.ask(later -> new Report(state).view())
        .withNames(shared.dialer().describeName(state.endpoint));
  }
}
