package io.conpool.impl;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one owner, which are closed with it.
 *
 * <p>Pools that their users have closed or forgotten are not kept.
 */
public final class PoolGroup implements ConnectionPoolFactory {

  private final String whenClosed;
  private final ConnectionPoolFactory maker;
  private final Lock lock = new ReentrantLock();

  /** Null while the group is closed. Guarded by the lock. */
  private @Nullable Set<ConnectionPool> pools = emptySet();

  /**
   * Makes an empty, open group.
   *
   * @param whenClosed what to say to those who want a pool while the group is closed
   * @param maker makes the pools
   */
  public PoolGroup(String whenClosed, ConnectionPoolFactory maker) {
    this.whenClosed = whenClosed;
    this.maker = maker;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException while the group is closed
   */
  @Override
  public ConnectionPool create(PoolConfig config) {
    ConnectionPool pool = maker.create(config);
    if (!keep(pool)) {
      pool.close();
      throw new IllegalStateException(whenClosed);
    }
    return pool;
  }

  private boolean keep(ConnectionPool pool) {
    lock.lock();
    try {
      return pools != null && pools.add(pool);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes every pool, one after the other, and makes no more.
   *
   * @param drain how long the leases of each pool may go on
   */
  public void close(Duration drain) {
    for (ConnectionPool pool : end()) {
      pool.close(drain);
    }
  }

  /** Makes pools again after {@link #close(Duration)}; does nothing on an open group. */
  public void reopen() {
    lock.lock();
    try {
      if (pools == null) {
        pools = emptySet();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<ConnectionPool> end() {
    lock.lock();
    try {
      List<ConnectionPool> ended = pools == null ? List.of() : List.copyOf(pools);
      pools = null;
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private static Set<ConnectionPool> emptySet() {
    return Collections.newSetFromMap(new WeakHashMap<>());
  }
}
