package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.peer.NullBackend;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of the pool itself: acquire and release, with nothing behind, ten at one endpoint. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LeaseBench {

  static final int SIZE = 10;

  /** Whose pool. */
  @Param public Peer peer;

  private Endpoint endpoint;
  private PeerPool<Object> pool;

  /** A buffer of each thread's own. */
  @State(Scope.Thread)
  public static class Scratch {
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
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
    pool = peer.open(new PoolShape(new NullBackend(), endpoints, SIZE));
    Endpoints.fill(pool, endpoint, SIZE);
  }

  /** Closes the pool. */
  @TearDown
  public void close() {
    pool.close();
  }

  /**
   * One cycle.
   *
   * @return the lease, which has ended
   * @throws Exception never
   */
  @Benchmark
  public Object cycle() throws Exception {
    Object lease = pool.acquire(endpoint);
    pool.release(lease);
    return lease;
  }

  /**
   * One cycle in which something is read.
   *
   * @param scratch where to
   * @return the lease, which has ended
   * @throws Exception never
   */
  @Benchmark
  public Object cycleWithRead(Scratch scratch) throws Exception {
    Object lease = pool.acquire(endpoint);
    pool.read(lease, scratch.buffer.clear());
    pool.release(lease);
    return lease;
  }
}
