package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.echo.EchoBackend;
import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.echo.EngineKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import java.io.EOFException;
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

/** A request and its answer over loopback, each on a lease of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EchoBench {

  private static final int SIZE = 10;

  /** Whose pool. */
  @Param public Peer peer;

  /** How many bytes each way. */
  @Param({"64", "16384"})
  public int bytes;

  /** What is at the other end. */
  @Param({"PLAIN", "TLS"})
  public EchoKind kind;

  /** Whether both ends share one processor. */
  @Param("false")
  public boolean pinned;

  private EchoBackend backend;
  private Endpoint endpoint;
  private PeerPool<Object> pool;

  /** The buffers of one thread. */
  @State(Scope.Thread)
  public static class Buffers {
    private ByteBuffer request;
    private ByteBuffer answer;

    /**
     * Makes them.
     *
     * @param bench who knows how large
     */
    @Setup
    public void allocate(EchoBench bench) {
      request = ByteBuffer.allocate(bench.bytes);
      answer = ByteBuffer.allocate(bench.bytes);
    }
  }

  /**
   * Starts the server and makes the pool.
   *
   * @throws Exception if that fails
   */
  @Setup
  public void open() throws Exception {
    if (pinned) {
      Pinning.toOneProcessor();
    }
    backend = EchoBackend.start(kind, EngineKind.of(peer));
    endpoint = backend.endpoint();
    pool = peer.open(new PoolShape(backend, List.of(endpoint), SIZE));
  }

  /**
   * Closes the pool and ends the server.
   *
   * @throws Exception if that fails
   */
  @TearDown
  public void close() throws Exception {
    pool.close();
    backend.stop();
  }

  /**
   * One exchange.
   *
   * @param buffers for it
   * @return the lease, which has ended
   * @throws Exception if it fails
   */
  @Benchmark
  public Object exchange(Buffers buffers) throws Exception {
    Object lease = pool.acquire(endpoint);
    pool.write(lease, buffers.request.clear());
    ByteBuffer answer = buffers.answer.clear();
    while (answer.hasRemaining()) {
      if (pool.read(lease, answer) < 0) {
        throw new EOFException();
      }
    }
    pool.release(lease);
    return lease;
  }
}
