package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.peer.NullBackend;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
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

/**
 * More threads than entries at one endpoint.
 *
 * <p>It starts its threads itself, since what each of them got matters as much as the sum.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CrowdBench {

  /** What a thread does while it holds a lease. */
  public enum Hold {
    /** Nothing. */
    NONE,
    /** Parks for 50 us, which the kernel makes longer. */
    PARK,
    /** Yields. */
    YIELD
  }

  private static final long PARK_NANOS = 50_000;

  /** Whose pool. */
  @Param public Peer peer;

  /** How many threads. */
  @Param("32")
  public int threads;

  /** Whether they are virtual. */
  @Param("false")
  public boolean virtual;

  /** How many entries. */
  @Param("10")
  public int size;

  /** What they do with a lease. */
  @Param public Hold hold;

  /** Whether each wait is timed, which costs two readings of the clock. */
  @Param("false")
  public boolean timed;

  /** How long they go on. */
  @Param("1000")
  public long millis;

  private Endpoint endpoint;
  private PeerPool<Object> pool;

  /** What comes out. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Counts {
    /** Cycles in a microsecond, of all threads together. */
    public double perMicro;

    /** Cycles of the thread that got the fewest. */
    public double fewest;

    /** The same over the median thread's. */
    public double share;

    /** 99 of 100 waits were shorter, in microseconds. */
    public double p99;

    /** 9,999 of 10,000 waits were shorter, in microseconds. */
    public double p9999;

    /** The longest wait, in milliseconds. */
    public double worst;
  }

  /**
   * Makes a full pool.
   *
   * @throws Exception never
   */
  @Setup
  public void open() throws Exception {
    List<Endpoint> endpoints = Endpoints.many(1);
    endpoint = endpoints.get(0);
    pool = peer.open(new PoolShape(new NullBackend(), endpoints, size));
    Endpoints.fill(pool, endpoint, size);
  }

  /** Closes the pool. */
  @TearDown
  public void close() {
    pool.close();
  }

  /**
   * Lets them run.
   *
   * @param counts what comes out
   * @throws Exception if one of them waited for too long
   */
  @Benchmark
  public void crowd(Counts counts) throws Exception {
    ThreadFactory kind = virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    Crowd crowd = Crowd.gather(threads, kind, millis, timed ? this::timed : this::untimed);
    List<Member> members = crowd.members();
    long[] cycles = members.stream().mapToLong(Member::cycles).sorted().toArray();
    counts.perMicro = Arrays.stream(cycles).sum() / (crowd.nanos() / 1e3);
    counts.fewest = cycles[0];
    counts.share = cycles[0] / (double) Math.max(1, cycles[cycles.length / 2]);
    Histogram waits = new Histogram(3);
    members.forEach(member -> member.addWaitsTo(waits));
    counts.p99 = waits.getValueAtPercentile(99) / 1e3;
    counts.p9999 = waits.getValueAtPercentile(99.99) / 1e3;
    counts.worst = waits.getMaxValue() / 1e6;
  }

  private void untimed(Member member) throws Exception {
    Object lease = pool.acquire(endpoint);
    holdOn();
    pool.release(lease);
  }

  private void timed(Member member) throws Exception {
    long begin = System.nanoTime();
    Object lease = pool.acquire(endpoint);
    member.waited(System.nanoTime() - begin);
    holdOn();
    pool.release(lease);
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is asked for
  private void holdOn() {
    switch (hold) {
      case NONE -> {}
      case PARK -> LockSupport.parkNanos(PARK_NANOS);
      case YIELD -> Thread.yield();
    }
  }
}
