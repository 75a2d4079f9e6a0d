package io.conpool.impl.pool;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real pool over connections that lead nowhere, small enough to be made for each race anew. */
final class RacedPool {

  static final Endpoint HERE = Endpoint.of("192.0.2.1", 7);
  static final Endpoint THERE = Endpoint.of("192.0.2.2", 7);

  /** So long that whoever waits for it has been forgotten. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IMPATIENCE = Duration.ofNanos(2_000);
  private static final ProviderRegistry PROVIDERS =
      new ProviderRegistry(List.of(new MemoryNetwork()));

  /** In every other pool all threads share one slot of the idle set. */
  private static final AtomicInteger MADE = new AtomicInteger();

  /** Once a caller has been forgotten the test has failed, and the others need not wait as long. */
  private static volatile boolean failed;

  final ConnectionPool pool;

  private RacedPool(PoolConfig config) {
    this(config, new InlinePlatform(System::nanoTime, 1 + (MADE.getAndIncrement() & 1)));
  }

  private RacedPool(PoolConfig config, Platform platform) {
    this.pool = new DefaultConnectionPool(config, PROVIDERS, platform);
    PROVIDERS.close(); // no provider leaves, and a pool that is dropped unclosed shall be collected
  }

  /** A pool in which newcomers may overtake: waiters are woken, and take for themselves. */
  static RacedPool waking(int limit) {
    return new RacedPool(config(limit, Duration.ofHours(1)).build());
  }

  /** A pool in strict order: entries are handed to waiters. */
  static RacedPool handing(int limit) {
    return new RacedPool(config(limit, Duration.ZERO).build());
  }

  /** A pool with one place, in strict order, without time: who waits does so until he is served. */
  static RacedPool still() {
    PoolConfig.Builder config = config(1, Duration.ZERO).acquireTimeout(Duration.ZERO);
    config.maxIdleTime(Duration.ZERO).maxConnectionLifetime(Duration.ZERO);
    return new RacedPool(config.build(), new StillPlatform());
  }

  /** A pool with so many connections over all endpoints. */
  static RacedPool capped(int cap) {
    return new RacedPool(config(2, Duration.ofHours(1)).maxConnections(cap).build());
  }

  private static PoolConfig.Builder config(int limit, Duration fairnessDelay) {
    return PoolConfig.builder().maxConnectionsPerEndpoint(limit).fairnessDelay(fairnessDelay);
  }

  /** A lease, while nothing races yet. */
  Connection lease(Endpoint endpoint) {
    try {
      return pool.acquire(endpoint, PATIENCE);
    } catch (PoolException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes one idle connection. */
  RacedPool warm() {
    lease(HERE).release();
    return this;
  }

  /** Leases a connection for good. */
  RacedPool taken() {
    lease(HERE);
    return this;
  }

  /** Leases an idle connection and keeps it; whether there was one. */
  boolean leasesIdle() {
    try {
      return pool.tryAcquire(HERE).isPresent();
    } catch (PoolException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What comes of a call that must be served in the end, unless the pool is closed. */
  Answer call(Endpoint endpoint) {
    Answer answer = call(endpoint, failed ? IMPATIENCE : PATIENCE);
    failed |= answer.is("late");
    return answer;
  }

  /** What comes of a call that gives up about now. */
  Answer callBriefly(Endpoint endpoint) {
    return call(endpoint, IMPATIENCE);
  }

  private Answer call(Endpoint endpoint, Duration timeout) {
    try {
      return new Answer("served", pool.acquire(endpoint, timeout));
    } catch (PoolException e) {
      PoolError error = e.error();
      if (error instanceof PoolError.AcquireTimeout
          || error instanceof PoolError.ConnectionTimeout) {
        return new Answer("late", null);
      } else if (error instanceof PoolError.PoolClosed) {
        return new Answer("closed", null);
      } else if (error instanceof PoolError.Interrupted) {
        return new Answer("interrupted", null);
      }
      return new Answer(e.toString(), null);
    }
  }

  /**
   * How a call ended.
   *
   * @param lease what was leased, or null
   */
  record Answer(String word, @Nullable Connection lease) {

    boolean is(String other) {
      return word.equals(other);
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** How many are leased and idle once nobody races any more; everything, if it does not add up. */
  String counts() {
    PoolStats stats = pool.total();
    boolean exact =
        stats.waiting() == 0
            && stats.dialing() == 0
            && stats.active() + stats.idle() == stats.totalCreated() - stats.totalClosed();
    return exact ? stats.active() + " leased " + stats.idle() + " idle" : stats.toString();
  }
}
