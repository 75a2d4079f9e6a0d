package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.time.Platform;
import io.conpool.impl.time.SystemPlatform;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs real threads, over connections that lead nowhere. */
class RealThreadsTest {

  private static final int ROUNDS = 20_000;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Endpoint SOMEWHERE = Endpoint.of("192.0.2.1", 7);

  private final MemoryNetwork network = new MemoryNetwork();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    executor.shutdownNow();
  }

  private ConnectionPool pool(UnaryOperator<PoolConfig.Builder> config) {
    PoolConfig made = config.apply(PoolConfig.builder()).build();
    Platform platform = new SystemPlatform(made.name(), made.timeSource(), made.threadFactory());
    return new DefaultConnectionPool(made, new ProviderRegistry(List.of(network)), platform);
  }

  private static long elapsedSince(long start) {
    return System.nanoTime() - start;
  }

  @Test
  @Timeout(60)
  void acquireRacingCloseNeverHangs() throws Exception {
    long start = System.nanoTime();
    int rounds = 0;
    CyclicBarrier together = new CyclicBarrier(3);
    for (; rounds < ROUNDS && elapsedSince(start) < LONGEST.toNanos(); rounds++) {
      ConnectionPool pool = pool(config -> config.maxConnectionsPerEndpoint(1));
      Callable<Integer> caller =
          () -> {
            together.await();
            return useUntilClosed(pool);
          };
      Future<Integer> first = executor.submit(caller);
      Future<Integer> second = executor.submit(caller);
      together.await();
      for (int looks = rounds % 16; looks > 0; looks--) {
        assertThat(pool.total().idle()).isBetween(0, 1); // takes a little longer each time
      }
      pool.close();
      first.get(20, TimeUnit.SECONDS);
      second.get(20, TimeUnit.SECONDS);
      assertThat(network.open()).as("open after round " + rounds).isZero();
      PoolStats total = pool.total();
      assertThat(total.active() + total.idle() + total.waiting() + total.dialing()).isZero();
      assertThat(total.totalClosed()).isEqualTo(total.totalCreated());
    }
    assertThat(rounds).isGreaterThan(100);
  }

  private static int useUntilClosed(ConnectionPool pool) {
    for (int leases = 0; ; leases++) {
      try (Connection connection = pool.acquire(SOMEWHERE)) {
        connection.release();
      } catch (PoolException e) {
        assertThat(e.error()).isInstanceOf(PoolError.PoolClosed.class);
        return leases;
      }
    }
  }

  @SuppressWarnings("try") // closed within, to look at the counts afterwards
  @Test
  @Timeout(60)
  void leasesThatCannotBeReusedOverManyEndpointsLeaveNothingBehind() throws Exception {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int number = 1; number <= 50; number++) {
      endpoints.add(Endpoint.of("192.0.2." + number, 7));
    }
    try (ConnectionPool pool =
        pool(config -> config.maxConnectionsPerEndpoint(2).maxConnections(20))) {
      AtomicLong leases = new AtomicLong();
      long start = System.nanoTime();
      List<Future<Void>> callers = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        callers.add(
            executor.submit(
                () -> {
                  while (elapsedSince(start) < Duration.ofSeconds(3).toNanos()) {
                    int index = ThreadLocalRandom.current().nextInt(endpoints.size());
                    pool.acquire(endpoints.get(index)).close();
                    leases.incrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<Void> caller : callers) {
        caller.get(40, TimeUnit.SECONDS);
      }
      assertThat(pool.total().active() + pool.total().waiting()).isZero();
      assertThat(leases.get()).isGreaterThan(1000);
      assertThat(network.mostOpen()).isLessThanOrEqualTo(20);
      pool.close();
      PoolStats total = pool.total();
      assertThat(total.active() + total.idle() + total.waiting() + total.dialing()).isZero();
      assertThat(total.totalClosed()).isEqualTo(total.totalCreated());
      assertThat(total.totalCreated()).isBetween(leases.get(), (long) network.opened());
      assertThat(total.totalReused()).isZero();
      assertThat(total.errors() + total.timeouts()).isZero();
      assertThat(network.open()).isZero();
    }
  }

  @Test
  @Timeout(60)
  void thePlacesAreNeverExceededByRealThreads() throws Exception {
    try (ConnectionPool pool = pool(config -> config.maxConnectionsPerEndpoint(3))) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      long start = System.nanoTime();
      List<Future<Void>> callers = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        callers.add(
            executor.submit(
                () -> {
                  while (elapsedSince(start) < Duration.ofSeconds(2).toNanos()) {
                    try (Connection connection = pool.acquire(SOMEWHERE)) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      connection.write(ByteBuffer.allocate(1));
                      inside.decrementAndGet();
                      if (ThreadLocalRandom.current().nextInt(10) > 0) {
                        connection.release();
                      }
                    }
                  }
                  return null;
                }));
      }
      for (Future<Void> caller : callers) {
        caller.get(40, TimeUnit.SECONDS);
      }
      assertThat(most.get()).isBetween(1, 3);
      assertThat(network.mostOpen()).isLessThanOrEqualTo(3);
      assertThat(pool.total().active() + pool.total().waiting()).isZero();
    }
    assertThat(network.open()).isZero();
  }

  @Test
  void theThreadsOfAPoolComeFromItsFactory() throws Exception {
    Set<Thread> made = ConcurrentHashMap.newKeySet();
    ConnectionPool pool =
        pool(
            config ->
                config.threadFactory(
                    task -> {
                      Thread thread = new Thread(task);
                      made.add(thread);
                      return thread;
                    }));
    try (pool) {
      pool.acquire(SOMEWHERE).close();
      assertThat(made).isNotEmpty();
    }
    for (Thread thread : made) {
      thread.join(Duration.ofSeconds(10).toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
