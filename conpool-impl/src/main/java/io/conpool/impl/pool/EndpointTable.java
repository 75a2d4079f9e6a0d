package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.time.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one pool.
 *
 * <p>Kept under the completed endpoint, and also under each form in which callers ask for it, so
 * that a look-up is one step and makes nothing. Empty endpoints leave; what they counted stays.
 */
final class EndpointTable {

  private final Function<Endpoint, Endpoint> resolve;
  private final Function<Endpoint, EndpointPool> make;
  private final Platform platform;
  private final ConcurrentHashMap<Endpoint, EndpointPool> pools = new ConcurrentHashMap<>();
  private volatile boolean suspended;
  private volatile boolean closed;

  /**
   * Guards the leaving of endpoints against the summing of counts; taken before an endpoint's lock.
   */
  private final Lock lock;

  /**
   * Makes the appearance of an endpoint and what becomes of all endpoints exclude each other; taken
   * before an endpoint's lock. Whoever has said something to all has said it to the new one too.
   */
  private final Lock appearance;

  private PoolStats vanished = PoolStats.builder().build();

  EndpointTable(
      Function<Endpoint, Endpoint> resolve,
      Function<Endpoint, EndpointPool> make,
      Platform platform) {
    this.resolve = resolve;
    this.make = make;
    this.platform = platform;
    this.lock = platform.newLock();
    this.appearance = platform.newLock();
  }

  /** The pool of an endpoint, if there is one. */
  @Nullable EndpointPool find(Endpoint endpoint) {
    EndpointPool found = pools.get(endpoint);
    return found != null ? found : pools.get(resolve.apply(endpoint));
  }

  /** The pool of an endpoint, made where there is none. */
  EndpointPool get(Endpoint endpoint) throws PoolException {
    EndpointPool found = pools.get(endpoint);
    return found != null ? found : create(endpoint);
  }

  private EndpointPool create(Endpoint endpoint) throws PoolException {
    Endpoint key = resolve.apply(endpoint);
    EndpointPool made = pools.get(key);
    if (made == null) {
      made = publish(key, endpoint);
    }
    if (!endpoint.equals(key)) {
      pools.put(endpoint, made);
    }
    return made;
  }

  private EndpointPool publish(Endpoint key, Endpoint asked) throws PoolException {
    EndpointPool fresh = make.apply(key);
    EndpointPool other;
    boolean refused;
    appearance.lock();
    try {
      refused = closed;
      if (suspended) {
        fresh.suspend();
      }
      other = refused ? null : pools.putIfAbsent(key, fresh);
    } finally {
      appearance.unlock();
    }
    if (refused) {
      throw new PoolException(
          new PoolError.PoolClosed(),
          List.of("acquiring a connection to " + asked.authority()),
          null);
    }
    if (other != null) {
      return other;
    }
    fresh.start();
    return fresh;
  }

  /** Drops a pool that has left from wherever it is still found. */
  void forget(EndpointPool gone) {
    pools.values().removeIf(each -> each == gone);
  }

  /** Lets an endpoint leave if it is empty, and keeps its counts. */
  void vanish(EndpointPool pool) {
    lock.lock();
    try {
      if (!pool.vanish()) {
        return;
      }
      vanished = vanished.plus(pool.stats());
      pools.remove(pool.endpoint(), pool);
    } finally {
      lock.unlock();
    }
    forget(pool);
  }

  /** All pools, each once; a copy. */
  List<EndpointPool> all() {
    List<EndpointPool> all = new ArrayList<>();
    pools.forEach(
        (key, pool) -> {
          if (key.equals(pool.endpoint())) {
            all.add(pool);
          }
        });
    return all;
  }

  /** The counts of all endpoints, past ones included. */
  PoolStats total() {
    lock.lock();
    try {
      PoolStats sum = vanished;
      for (EndpointPool pool : all()) {
        sum = sum.plus(pool.stats());
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  boolean isSuspended() {
    return suspended;
  }

  void suspend() {
    appearance.lock();
    try {
      suspended = true;
      all().forEach(EndpointPool::suspend);
    } finally {
      appearance.unlock();
    }
  }

  void resume() {
    List<EndpointPool> resumed;
    appearance.lock();
    try {
      suspended = false;
      resumed = all();
      resumed.forEach(EndpointPool::unsuspend);
    } finally {
      appearance.unlock();
    }
    resumed.forEach(EndpointPool::serve);
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    appearance.lock();
    try {
      closed = true;
    } finally {
      appearance.unlock();
    }
    all().forEach(EndpointPool::close);
  }

  /**
   * Closes the entry that has been idle longest at any other endpoint; approximately, since no two
   * locks are held.
   */
  void evictIdle(EndpointPool asker) {
    for (; ; ) {
      long now = platform.now();
      long longest = -1;
      EndpointPool victim = null;
      for (EndpointPool pool : all()) {
        long idle = pool == asker ? -1 : pool.retiring().longestIdle(now);
        if (idle > longest) {
          longest = idle;
          victim = pool;
        }
      }
      if (victim == null || victim.retiring().evictOne()) {
        return;
      }
      // Somebody leased it meanwhile: look again, since another endpoint may have one.
    }
  }
}
