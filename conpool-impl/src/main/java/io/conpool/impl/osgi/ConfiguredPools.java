package io.conpool.impl.osgi;

import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.impl.PoolGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** The pools that are configured at the moment, by the pid of their configuration. */
final class ConfiguredPools {

  private final BundleContext context;
  private final ConnectionPoolFactory maker;
  private final Duration drain;
  private final Executor closing;
  private final Lock lock = new ReentrantLock();

  /** Null once closed. Guarded by the lock. */
  private @Nullable Map<String, ConfiguredPool> pools = new HashMap<>();

  /**
   * Makes an empty set.
   *
   * @param maker makes the pools
   * @param drain how long the leases of a pool may go on that is not configured so any more
   * @param closing runs what closes a pool, which takes as long, so that Configuration Admin is not
   *     kept waiting
   */
  ConfiguredPools(
      BundleContext context, ConnectionPoolFactory maker, Duration drain, Executor closing) {
    this.context = context;
    this.maker = maker;
    this.drain = drain;
    this.closing = closing;
  }

  /**
   * Offers a pool. The one that the pid had before goes only then, and its leases may end; with the
   * same configuration it stays as it is.
   */
  void put(String pid, PoolConfig config) {
    ConfiguredPool before = find(pid);
    if (before == null || !before.config().equals(config)) {
      retire(exchange(pid, ConfiguredPool.offer(context, maker, config)));
    }
  }

  /** Takes the pool of a pid away, whose leases may end. */
  void remove(String pid) {
    retire(exchange(pid, null));
  }

  /** Takes every pool away, all at once, and offers no more. Blocks while their leases end. */
  void close() {
    List<ConfiguredPool> ended = end();
    ended.forEach(ConfiguredPool::withdraw);
    PoolGroup.closeTogether(ended.stream().map(ConfiguredPool::pool).toList(), drain);
  }

  boolean has(String pid) {
    return find(pid) != null;
  }

  /** The pids whose pools have a name; their users cannot tell them apart if there are several. */
  List<String> pidsOf(String name) {
    lock.lock();
    try {
      return pools == null
          ? List.of()
          : pools.entrySet().stream()
              .filter(each -> each.getValue().config().name().equals(name))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ConfiguredPool find(String pid) {
    lock.lock();
    try {
      return pools == null ? null : pools.get(pid);
    } finally {
      lock.unlock();
    }
  }

  /** Returns which one is not needed any more: the one before, or after the end the next. */
  private @Nullable ConfiguredPool exchange(String pid, @Nullable ConfiguredPool next) {
    lock.lock();
    try {
      if (pools == null) {
        return next;
      }
      return next == null ? pools.remove(pid) : pools.put(pid, next);
    } finally {
      lock.unlock();
    }
  }

  private List<ConfiguredPool> end() {
    lock.lock();
    try {
      List<ConfiguredPool> ended = pools == null ? List.of() : List.copyOf(pools.values());
      pools = null;
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Withdraws the service first, so that its users turn to another one, then closes the pool. */
  private void retire(@Nullable ConfiguredPool retired) {
    if (retired != null) {
      retired.withdraw();
      closing.execute(() -> retired.pool().close(drain));
    }
  }
}
