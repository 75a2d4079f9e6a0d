package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.PoolConfig;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

  private final EndpointPool home;
  private final Platform platform;
  private final long maxIdleNanos;
  private final int minIdle;
  private final long leakNanos;

  /** The replacements under way for entries that are too old but still needed. */
  private final Map<Entry, Dial> replacements = new HashMap<>();

  private long planned;
  private boolean isPlanned;

  Housekeeping(EndpointPool home, PoolConfig config, Platform platform) {
    this.home = home;
    this.platform = platform;
    this.maxIdleNanos = Nanos.of(config.maxIdleTime());
    this.minIdle = config.minIdlePerEndpoint();
    this.leakNanos = Nanos.of(config.leakThreshold());
  }

  /** Plans the first round. No lock is held. */
  void start() {
    Later later = new Later();
    home.lock().lock();
    try {
      plan(platform.now() + REMEMBER, later);
    } finally {
      home.lock().unlock();
    }
    later.run();
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
    later.add(() -> platform.schedule(time, this::round));
  }

  /**
   * One round. Timers of plans that were overtaken by an earlier one come here too, and find
   * nothing due.
   */
  private void round() {
    Later now = new Later();
    Later elsewhere = new Later();
    boolean forgotten = false;
    home.lock().lock();
    try {
      long time = platform.now();
      if (home.isClosedOrGone() || !isPlanned || planned - time > 0) {
        return;
      }
      isPlanned = false;
      noteActivity(time);
      expire(time, elsewhere);
      findLeaks(time, elsewhere);
      refill(elsewhere);
      home.idle().compact();
      forgotten = home.isEmpty() && time - home.lastActivity() >= REMEMBER;
      plan(nextRound(time), now);
    } finally {
      home.lock().unlock();
    }
    now.run();
    if (forgotten) {
      home.shared().vanish(home);
    }
    if (!elsewhere.isEmpty()) {
      home.shared()
          .startOrRun(
              new Platform.Task(
                  "conpool-close-" + home.endpoint().authority(), false, false, elsewhere::run));
    }
  }

  /**
   * Sees from the entries when the endpoint was last used; the lease path does not write it down.
   */
  private void noteActivity(long now) {
    long last = home.lastActivity();
    for (Entry entry : home.entries()) {
      long used = entry.isLeased() ? now : entry.lastUsed();
      if (entry.uses() > 0 && used - last > 0) {
        last = used;
      }
    }
    home.lastActivity(last);
  }

  /** How many idle entries are to be kept now. */
  private int floor(long now) {
    boolean inUse = maxIdleNanos == 0 || now - home.lastActivity() < maxIdleNanos;
    return inUse ? minIdle : 0;
  }

  private void expire(long now, Later later) {
    int floor = floor(now);
    var idle = home.longestIdleFirst();
    int left = idle.size();
    for (Entry entry : idle) {
      CloseReason reason = due(entry, now);
      if (reason == null
          || (left <= floor && (reason == CloseReason.IDLE_TIMEOUT || isReplaced(entry, later)))) {
        continue;
      }
      if (entry.tryCloseIdle()) {
        later.add(() -> home.retire(entry, reason, true));
        left--;
      }
    }
    replacements.keySet().retainAll(home.entries());
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
      return home.isDialing(dial);
    }
    dial = home.refill(later);
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
    int missing = floor(platform.now()) - home.longestIdleFirst().size() - home.unclaimedDials();
    while (missing > 0 && home.refill(later) != null) {
      missing--;
    }
  }

  private void findLeaks(long now, Later later) {
    if (leakNanos == 0) {
      return;
    }
    for (Entry entry : home.entries()) {
      LeaseTrace trace = entry.trace();
      if (trace == null || !entry.isLeased()) {
        continue;
      }
      if (trace.isLost()) {
        if (entry.tryCloseLeased()) {
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
        "a lease of " + home.endpoint().authority() + " was dropped without release() or close()",
        trace.acquiredAt());
    home.retire(entry, CloseReason.LEAKED, true);
  }

  private void report(Duration held, LeaseTrace trace) {
    Loggers.ENDPOINT.log(
        System.Logger.Level.WARNING,
        "a lease of " + home.endpoint().authority() + " has lasted " + held,
        trace.acquiredAt());
    GuardedListener listener = home.shared().listener();
    if (listener != null) {
      listener.leakSuspected(home.endpoint(), held, trace.acquiredAt());
    }
  }

  /** When the next thing can be due. */
  private long nextRound(long now) {
    long wait = home.isEmpty() ? REMEMBER - (now - home.lastActivity()) : REMEMBER;
    if (minIdle > 0 && !home.isEmpty()) {
      wait = Math.min(wait, RECHECK);
    }
    for (Entry entry : home.entries()) {
      wait = Math.min(wait, Math.max(0, entry.lifetimeLeft(now)));
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

  /** What the tick is exact to; rounds need not be closer. */
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
}
