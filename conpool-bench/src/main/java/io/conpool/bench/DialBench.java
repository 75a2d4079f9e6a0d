package io.conpool.bench;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.bench.echo.EchoBackend;
import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.peer.Peer;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsResolverProvider;
import java.io.IOException;
import java.net.InetAddress;
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

/**
 * Connect and close, nothing else: what the way through the resolver's cache, the race and the
 * thread of the dial adds to a connect on the caller's own thread. Each is timed by itself: one
 * whose SYN is lost takes a second, which would be all that a mean tells.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DialBench {

  /** conpool, or a raw SocketChannel. */
  @Param({"CONPOOL", "HELD_CHANNEL"})
  public Peer peer;

  private EchoBackend backend;
  private Endpoint endpoint;
  private ConnectionPool pool;

  /**
   * Starts the server.
   *
   * @throws Exception if that fails
   */
  @Setup
  public void open() throws Exception {
    backend = EchoBackend.start(EchoKind.PLAIN_MANY);
    endpoint = Endpoint.plaintext("one.test", backend.endpoint().port());
    pool = ConnectionPool.create(PoolConfig.builder().providers(new OneAddress()).build());
  }

  /**
   * Ends the server.
   *
   * @throws Exception if that fails
   */
  @TearDown
  public void close() throws Exception {
    pool.close();
    backend.stop();
  }

  /**
   * One connection.
   *
   * @throws IOException if it fails
   */
  @Benchmark
  public void dial() throws IOException {
    if (peer == Peer.CONPOOL) {
      pool.acquire(endpoint).close(); // not released, so that the next one has to dial
    } else {
      backend.openChannel(endpoint).close();
    }
  }

  /** Whatever the name, it is loopback. */
  private static final class OneAddress implements DnsResolverProvider {

    @Override
    public String name() {
      return "one-address";
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos) {
      return new DnsAnswer(List.of(InetAddress.getLoopbackAddress()), null);
    }
  }
}
