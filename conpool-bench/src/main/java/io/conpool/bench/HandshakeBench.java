package io.conpool.bench;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.bench.echo.EchoBackend;
import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.echo.EngineKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/** Connect, shake hands, one byte there and back, close: nothing is reused but the TLS session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class HandshakeBench {

  /** conpool, a raw SSLSocket or a raw SSLEngine, the JDK's or Conscrypt's. */
  @Param({
    "CONPOOL",
    "HELD_SOCKET",
    "HELD_CHANNEL",
    "CONPOOL_CONSCRYPT",
    "HELD_SOCKET_CONSCRYPT",
    "HELD_CHANNEL_CONSCRYPT"
  })
  public Peer peer;

  /** Whether the server gives tickets. */
  @Param({"TLS", "TLS_WITHOUT_TICKETS"})
  public EchoKind kind;

  /** Whether both ends share one processor. */
  @Param("false")
  public boolean pinned;

  private EchoBackend backend;
  private Endpoint endpoint;
  private Visit visit;

  /**
   * Starts the server.
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
    visit =
        switch (peer) {
          case CONPOOL, CONPOOL_CONSCRYPT -> new Pooled(backend);
          case HELD_SOCKET, HELD_SOCKET_CONSCRYPT -> new Raw(() -> backend.open(endpoint));
          case HELD_CHANNEL, HELD_CHANNEL_CONSCRYPT -> new Raw(() -> backend.openChannel(endpoint));
          default -> throw new IllegalArgumentException(peer + " makes no connections");
        };
  }

  /**
   * Ends the server.
   *
   * @throws Exception if that fails
   */
  @TearDown
  public void close() throws Exception {
    visit.end();
    backend.stop();
  }

  /**
   * One handshake and what it needs to be seen.
   *
   * @throws IOException if it fails
   */
  @Benchmark
  public void visit() throws IOException {
    visit.pay(endpoint);
  }

  private interface Visit {

    void pay(Endpoint endpoint) throws IOException;

    void end();
  }

  private static final class Pooled implements Visit {

    private final ConnectionPool pool;

    Pooled(EchoBackend backend) {
      PoolConfig.Builder config = PoolConfig.builder();
      backend.configure(config);
      pool = ConnectionPool.create(config.build());
    }

    @Override
    public void pay(Endpoint endpoint) throws IOException {
      // Closed, not released, so that the next one has to dial.
      try (Connection connection = pool.acquire(endpoint)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        connection.write(one);
        requireOne(connection.read(one.clear()));
      }
    }

    @Override
    public void end() {
      pool.close();
    }
  }

  private interface Opener {
    Resource open() throws IOException;
  }

  private record Raw(Opener opener) implements Visit {

    @Override
    public void pay(Endpoint endpoint) throws IOException {
      try (Resource resource = opener.open()) {
        ByteBuffer one = ByteBuffer.allocate(1);
        resource.write(one);
        requireOne(resource.read(one.clear()));
      }
    }

    @Override
    public void end() {}
  }

  private static void requireOne(int count) throws EOFException {
    if (count != 1) {
      throw new EOFException();
    }
  }
}
