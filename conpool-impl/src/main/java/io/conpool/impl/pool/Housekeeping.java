package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The housekeeping of one endpoint: expires entries, keeps the minimum idle, looks for leaks, and
 * lets the endpoint vanish.
 *
 * <p>It sleeps until the next thing is due. Its fields are guarded by the endpoint's lock. It
 * decides on the housekeeper thread; closing and listeners are left to a thread of their own, so
 * that a slow one holds nothing up.
 */
final class Housekeeping {

  /** How long an endpoint without connections and callers is remembered. */
  private static final long REMEMBER = TimeUnit.SECONDS.toNanos(60);

  /** How often the minimum idle is looked at. */
  private static final long RECHECK = TimeUnit.SECONDS.toNanos(1);

  /** What the tick is exact to; rounds need not be closer. */
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private final EndpointPool home;
  private final EndpointState state;
  private final Shared shared;
  private final Platform platform;
  private final long maxIdleNanos;
  private final int minIdle;
  private final long leakNanos;

  /** The replacements under way for entries that are too old but still needed. */
  private final Map<Entry, Dial> replacements = new HashMap<>();

  private long planned;
  private boolean isPlanned;

  Housekeeping(EndpointPool home, EndpointState state, Shared shared) {
    this.home = home;
    this.state = state;
    this.shared = shared;
    this.platform = shared.platform();
    this.maxIdleNanos = Nanos.of(state.config.maxIdleTime());
    this.minIdle = state.config.minIdlePerEndpoint();
    this.leakNanos = Nanos.of(state.config.leakThreshold());
  }

  /** Plans the first round. Under the lock. */
  void start(Later later) {
    plan(platform.now() + REMEMBER, later);
  }

  /** An entry has come: looks when it, or what it replaces, is due. Under the lock. */
  void entryAdded(Later later) {
    refill(later);
    plan(replacements.isEmpty() ? nextRound(platform.now()) : platform.now(), later);
  }

  private void plan(long time, Later later) {
    if (isPlanned && planned - time <= 0) {
      return;
    }
    planned = time;
    isPlanned = true;
    later.add(() -> schedule(time));
  }

  private void schedule(long time) {
    try {
      platform.schedule(time, this::round);
    } catch (RejectedExecutionException e) { // no thread to be had: the next plan tries again
      state.lock.run(later -> isPlanned = false);
    }
  }

  /**
   * One round. Timers of plans that were overtaken by an earlier one come here too, and find
   * nothing due.
   */
  private void round() {
    Later elsewhere = new Later();
    if (state.lock.ask(later -> tidyUp(later, elsewhere))) {
      shared.vanish(home);
    }
    if (!elsewhere.isEmpty()) {
      shared.startOrRun(
          new Platform.Task(
              "conpool-close-" + state.endpoint.authority(),
              false,
              Platform.Urgency.PROMPT,
              elsewhere::run));
    }
  }

  /** Does what is due; returns whether the endpoint can be forgotten after that. */
  private boolean tidyUp(Later later, Later elsewhere) {
    long time = platform.now();
    if (state.gate.has(Gate.CLOSED | Gate.GONE) || !isPlanned || planned - time > 0) {
      return false;
    }
    isPlanned = false;
    noteActivity(time);
    expire(time, elsewhere);
    findLeaks(time, elsewhere);
    refill(elsewhere);
    state.idle.tidy();
    plan(nextRound(time), later);
    return state.isEmpty() && time - state.lastActivity >= REMEMBER;
  }

  /**
   * Sees from the entries when the endpoint was last used; the lease path does not write it down.
   */
  private void noteActivity(long now) {
    long last = state.lastActivity;
    for (Entry entry : state.entries) {
      long used = entry.isLeased() ? now : entry.lastUsed();
      if (entry.uses() > 0 && used - last > 0) {
        last = used;
      }
    }
    state.lastActivity = last;
  }

  /** How many idle entries are to be kept now. */
  private int floor(long now) {
    boolean inUse = maxIdleNanos == 0 || now - state.lastActivity < maxIdleNanos;
    return inUse ? minIdle : 0;
  }

  private void expire(long now, Later later) {
    int floor = floor(now);
    var idle = state.longestIdleFirst();
    int left = idle.size();
    for (Entry entry : idle) {
      CloseReason reason = due(entry, now);
      if (reason == null
          || (left <= floor && (reason == CloseReason.IDLE_TIMEOUT || isReplaced(entry, later)))) {
        continue;
      }
      if (entry.tryCloseIdle()) {
        later.add(() -> home.retiring().retire(entry, reason, true));
        left--;
      }
    }
    replacements.keySet().retainAll(state.entries);
  }

  private @Nullable CloseReason due(Entry entry, long now) {
    if (entry.lifetimeLeft(now) <= 0) {
      return CloseReason.LIFETIME;
    }
    return maxIdleNanos > 0 && now - entry.lastUsed() >= maxIdleNanos
        ? CloseReason.IDLE_TIMEOUT
        : null;
  }

  /**
   * Whether another entry is being dialed to take the place of one that is too old; begins that the
   * first time.
   */
  private boolean isReplaced(Entry entry, Later later) {
    Dial dial = replacements.get(entry);
    if (dial != null) {
      return state.dials.contains(dial);
    }
    dial = home.dialing().refill(later);
    if (dial == null) {
      return false;
    }
    replacements.put(entry, dial);
    return true;
  }

  /** Dials what is missing of the minimum idle. Under the lock. */
  void refill(Later later) {
    if (minIdle == 0) {
      return;
    }
    int missing =
        floor(platform.now())
            - state.longestIdleFirst().size()
            - Math.max(0, state.dials.size() - state.queue.size());
    while (missing > 0 && home.dialing().refill(later) != null) {
      missing--;
    }
  }

  private void findLeaks(long now, Later later) {
    if (leakNanos == 0) {
      return;
    }
    for (Entry entry : state.entries) {
      LeaseTrace trace = entry.trace();
      if (trace == null || !entry.isLeased()) {
        continue;
      }
      if (trace.isLost()) {
        if (entry.trace() == trace && entry.tryCloseLeased()) {
          later.add(() -> reclaim(entry, trace));
        }
      } else if (now - entry.leasedAt() >= leakNanos && trace.report()) {
        Duration held = Duration.ofNanos(now - entry.leasedAt());
        later.add(() -> report(held, trace));
      }
    }
  }

  private void reclaim(Entry entry, LeaseTrace trace) {
    Loggers.ENDPOINT.log(
        System.Logger.Level.WARNING,
        "a lease of " + state.endpoint.authority() + " was dropped without release() or close()",
        trace.acquiredAt());
    home.retiring().retire(entry, CloseReason.LEAKED, true);
  }

  private void report(Duration held, LeaseTrace trace) {
    Loggers.ENDPOINT.log(
        System.Logger.Level.WARNING,
        "a lease of " + state.endpoint.authority() + " has lasted " + held,
        trace.acquiredAt());
    GuardedListener listener = shared.listener();
    if (listener != null) {
      listener.leakSuspected(state.endpoint, held, trace.acquiredAt());
    }
  }

  /** When the next thing can be due. */
  private long nextRound(long now) {
    long wait = state.isEmpty() ? REMEMBER - (now - state.lastActivity) : REMEMBER;
    if (minIdle > 0 && !state.isEmpty()) {
      wait = Math.min(wait, RECHECK);
    }
    for (Entry entry : state.entries) {
      long left = entry.lifetimeLeft(now);
      if (left > 0 || !entry.isLeased()) { // a lease that outlives it is looked at when it ends
        wait = Math.min(wait, Math.max(0, left));
      }
      if (maxIdleNanos > 0) {
        long idleFor = entry.isIdle() ? now - entry.lastUsed() : 0;
        wait = Math.min(wait, idleFor < maxIdleNanos ? maxIdleNanos - idleFor : RECHECK);
      }
      if (leakNanos > 0) {
        wait = Math.min(wait, leakNanos);
      }
    }
    return now + Math.max(TICK, wait);
  }
}
