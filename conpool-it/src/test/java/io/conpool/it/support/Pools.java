package io.conpool.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import io.conpool.PoolStats;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The pools of one test, and the proof that nothing of them is left. */
public final class Pools {

  private final ProviderPair pair;
  private final Leftovers before = Leftovers.now();
  private final Queue<ConnectionPool> opened = new ConcurrentLinkedQueue<>();

  private volatile boolean failed;
  private boolean closed;

  Pools(ProviderPair pair) {
    this.pair = pair;
  }

  /** Makes a pool that is closed after the test, with the providers that the test is run with. */
  public ConnectionPool open(PoolConfig config) {
    ConnectionPool pool = ConnectionPool.create(pair.in(config));
    opened.add(pool);
    return pool;
  }

  String describe() {
    return opened.stream().map(ConnectionPool::describe).collect(Collectors.joining("\n"));
  }

  /** Keeps the check from hiding why the test failed. */
  void testFailed() {
    failed = true;
  }

  /** Closes all pools, which must be at rest, and waits until nothing of them is left; once. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!failed) {
        opened.forEach(Pools::assertAtRest);
      }
    } finally {
      opened.forEach(ConnectionPool::close);
    }
    Eventually.check(
        () -> assertThat(Leftovers.now().threadsSince(before)).as("threads of the pool").isEmpty());
    for (ConnectionPool pool : opened) {
      assertThat(pool.total().totalClosed()).isEqualTo(pool.total().totalCreated());
    }
  }

  /** Waits until as few sockets are open as before the test. */
  void assertNoSocketLeft() {
    Eventually.check(
        () ->
            assertThat(Leftovers.now().sockets())
                .as("sockets")
                .isLessThanOrEqualTo(before.sockets()));
  }

  /** Waits until nobody holds, waits for or makes a connection. */
  public static void assertAtRest(ConnectionPool pool) {
    Eventually.check(
        () -> {
          PoolStats stats = pool.total();
          assertThat(List.of(stats.active(), stats.waiting(), stats.dialing()))
              .as("active, waiting, dialing at rest")
              .containsOnly(0);
        });
  }
}
