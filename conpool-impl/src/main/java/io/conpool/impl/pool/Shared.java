package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.PoolConfig;
import io.conpool.impl.dial.Dialer;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Platform;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the endpoint pools of one pool share. */
final class Shared {

  private final PoolConfig config;
  private final Platform platform;
  private final Dialer dialer;
  private final @Nullable GuardedListener listener;
  private final GlobalPlaces places;
  private final EndpointTable table;
  private final AtomicInteger entries = new AtomicInteger();
  private final ClockWatch clockWatch;
  private final Runnable whenEmpty;

  /**
   * Makes what is shared.
   *
   * @param whenEmpty called, off every lock, whenever the last entry has gone
   */
  Shared(
      PoolConfig config,
      Platform platform,
      Dialer dialer,
      EndpointTable table,
      Runnable whenEmpty) {
    this.config = config;
    this.platform = platform;
    this.dialer = dialer;
    this.table = table;
    this.listener = config.listener() == null ? null : new GuardedListener(config.listener());
    this.places = new GlobalPlaces(config.maxConnections(), platform);
    this.whenEmpty = whenEmpty;
    this.clockWatch = new ClockWatch(platform, () -> entries() > 0, this::clockJumped);
  }

  PoolConfig config() {
    return config;
  }

  Platform platform() {
    return platform;
  }

  Dialer dialer() {
    return dialer;
  }

  @Nullable GuardedListener listener() {
    return listener;
  }

  GlobalPlaces places() {
    return places;
  }

  /** How many entries there are, leased and idle, over all endpoints. */
  int entries() {
    return entries.get();
  }

  void entryAdded() {
    if (entries.getAndIncrement() == 0) {
      clockWatch.start();
    }
  }

  void entryRemoved() {
    if (entries.decrementAndGet() == 0) {
      whenEmpty.run();
    }
  }

  private void clockJumped() {
    Loggers.POOL.log(
        System.Logger.Level.INFO,
        "the clock jumped, as after a sleep of the machine: closing all idle connections");
    startOrRun(
        new Platform.Task(
            "conpool-clock-jump",
            false,
            Platform.Urgency.PROMPT,
            () ->
                table
                    .all()
                    .forEach(pool -> pool.retiring().retireAllIdle(CloseReason.CLOCK_JUMP))));
  }

  /** Does work that must not be lost: on a thread of its own, or here when the pool is closing. */
  void startOrRun(Platform.Task task) {
    try {
      platform.start(task);
    } catch (RejectedExecutionException e) {
      task.body().run();
    }
  }

  /** Lets an empty endpoint leave. */
  void vanish(EndpointPool pool) {
    table.vanish(pool);
  }

  /** Closes the entry that has been idle longest at another endpoint, for a dial that queues. */
  void evictIdle(EndpointPool asker) {
    table.evictIdle(asker);
  }
}
