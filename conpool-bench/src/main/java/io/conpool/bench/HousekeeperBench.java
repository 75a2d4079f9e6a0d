package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.peer.NullBackend;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What conpool's own threads burn while 10,000 connections are idle and nobody calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class HousekeeperBench {

  private static final int IDLE = 10_000;

  /** conpool; the others keep house with threads of other names, or not at all. */
  @Param("CONPOOL")
  public Peer peer;

  /** Over how many endpoints. */
  @Param({"1", "1000"})
  public int endpoints;

  /** How long it is watched. */
  @Param("5000")
  public long millis;

  private PeerPool<Object> pool;

  /** What comes out. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Burnt {
    /** Of one processor, in percent. */
    public double percent;
  }

  /**
   * Fills the pool.
   *
   * @throws Exception never
   */
  @Setup
  public void open() throws Exception {
    List<Endpoint> all = Endpoints.many(endpoints);
    int size = IDLE / endpoints;
    pool = peer.open(new PoolShape(new NullBackend(), all, size));
    for (Endpoint endpoint : all) {
      Endpoints.fill(pool, endpoint, size);
    }
  }

  /** Closes the pool. */
  @TearDown
  public void close() {
    pool.close();
  }

  /**
   * Watches.
   *
   * @param burnt what comes out
   * @throws InterruptedException never
   */
  @Benchmark
  public void watch(Burnt burnt) throws InterruptedException {
    long begin = System.nanoTime();
    long before = processorNanos();
    // Nobody counts this down: it is the clock.
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    burnt.percent = 100.0 * (processorNanos() - before) / (System.nanoTime() - begin);
  }

  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("conpool-"))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.threadId())))
        .sum();
  }
}
