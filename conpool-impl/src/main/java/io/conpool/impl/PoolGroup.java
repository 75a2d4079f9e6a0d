package io.conpool.impl;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.impl.time.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final DaemonThreads CLOSERS = new DaemonThreads("conpool-close");

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
   * Closes every pool, all at once, and makes no more.
   *
   * @param drain how long their leases may go on
   */
  public void close(Duration drain) {
    closeTogether(end(), drain);
  }

  /**
   * Closes pools, all at once, so that it takes no longer than the slowest of them; on threads of
   * their own but for one. An interrupt does not end it, and is kept.
   */
  public static void closeTogether(List<ConnectionPool> pools, Duration drain) {
    List<Thread> closing = new ArrayList<>();
    for (ConnectionPool pool : pools.subList(Math.min(1, pools.size()), pools.size())) {
      closing.add(apart(() -> pool.close(drain)));
    }
    if (!pools.isEmpty()) {
      pools.get(0).close(drain);
    }
    boolean interrupted = false;
    for (Thread thread : closing) {
      interrupted |= joined(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs what closes a pool on a thread of its own, or on this one if there is none to be had. */
  public static Thread apart(Runnable closing) {
    Thread thread = CLOSERS.newThread(closing);
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no thread to be had
      closing.run();
    }
    return thread;
  }

  /** Waits for the end of a thread; returns whether there was an interrupt meanwhile. */
  private static boolean joined(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
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
