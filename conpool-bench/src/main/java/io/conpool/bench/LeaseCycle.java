package io.conpool.bench;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of the pool itself: acquire and release, over a transport that does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LeaseCycle {

  private final Endpoint endpoint = Endpoint.plaintext("127.0.0.1", 9);
  private ConnectionPool pool;

  /** Makes a pool of ten. */
  @Setup
  public void open() {
    pool = ConnectionPool.create(PoolConfig.builder().providers(new NullTransports()).build());
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
   * @throws IOException never
   */
  @Benchmark
  public Connection acquireAndRelease() throws IOException {
    Connection connection = pool.acquire(endpoint);
    connection.release();
    return connection;
  }
}
