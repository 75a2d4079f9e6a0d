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
   * Guards the spreading of {@link #suspended} to the endpoints; taken before an endpoint's lock.
   */
  private final Lock suspension;

  private PoolStats vanished = PoolStats.builder().build();

  EndpointTable(
      Function<Endpoint, Endpoint> resolve,
      Function<Endpoint, EndpointPool> make,
      Platform platform) {
    this.resolve = resolve;
    this.make = make;
    this.platform = platform;
    this.lock = platform.newLock();
    this.suspension = platform.newLock();
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
      if (closed) {
        throw new PoolException(
            new PoolError.PoolClosed(),
            List.of("acquiring a connection to " + endpoint.authority()),
            null);
      }
      EndpointPool fresh = make.apply(key);
      if (suspended) {
        fresh.suspend(); // before anybody can find it
      }
      EndpointPool other = pools.putIfAbsent(key, fresh);
      made = other == null ? fresh : other;
      if (other == null) {
        begin(fresh);
      }
    }
    if (!endpoint.equals(key)) {
      pools.put(endpoint, made);
    }
    return made;
  }

  /** Published first, asked again: whoever suspends or closes has seen it, or is seen here. */
  private void begin(EndpointPool fresh) {
    follow(fresh);
    if (closed) {
      fresh.close();
    }
    fresh.start();
  }

  /**
   * Makes a pool suspended or not, as all are; one after the other, so that the last word counts.
   */
  private void follow(EndpointPool pool) {
    boolean resumed;
    suspension.lock();
    try {
      resumed = !suspended;
      if (suspended) {
        pool.suspend();
      } else {
        pool.unsuspend();
      }
    } finally {
      suspension.unlock();
    }
    if (resumed) {
      pool.serve();
    }
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
    suspended = true;
    all().forEach(this::follow);
  }

  void resume() {
    suspended = false;
    all().forEach(this::follow);
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
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
