package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.peer.NullBackend;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A thousand endpoints, the first of them twice as popular as the second, and so on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ZipfBench {

  private static final int ENDPOINTS = 1_000;
  private static final int SIZE = 10;
  private static final int VISITS = 1 << 16;

  /** Whose pool. */
  @Param public Peer peer;

  private final Endpoint[] visits = new Endpoint[VISITS];
  private final AtomicInteger walks = new AtomicInteger();
  private PeerPool<Object> pool;

  /** Where a thread is on its way through the visits. */
  @State(Scope.Thread)
  public static class Walk {
    private int step;

    /**
     * Lets each thread begin elsewhere.
     *
     * @param bench who knows how many there are
     */
    @Setup
    public void begin(ZipfBench bench) {
      step = bench.walks.incrementAndGet() * (VISITS / 16 + 1);
    }
  }

  /**
   * Makes full pools and draws the visits, the same ones in every fork.
   *
   * @throws Exception never
   */
  @Setup
  public void open() throws Exception {
    List<Endpoint> endpoints = Endpoints.many(ENDPOINTS);
    pool = peer.open(new PoolShape(new NullBackend(), endpoints, SIZE));
    for (Endpoint endpoint : endpoints) {
      Endpoints.fill(pool, endpoint, SIZE);
    }
    double[] sums = new double[ENDPOINTS];
    double sum = 0;
    for (int i = 0; i < ENDPOINTS; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    Random random = new Random(42);
    for (int i = 0; i < VISITS; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
      visits[i] = endpoints.get(found >= 0 ? found : -found - 1);
    }
  }

  /** Closes the pools. */
  @TearDown
  public void close() {
    pool.close();
  }

  /**
   * One cycle at the next endpoint.
   *
   * @param walk which is the next
   * @return the lease, which has ended
   * @throws Exception never
   */
  @Benchmark
  public Object cycle(Walk walk) throws Exception {
    Object lease = pool.acquire(visits[walk.step++ & VISITS - 1]);
    pool.release(lease);
    return lease;
  }
}
