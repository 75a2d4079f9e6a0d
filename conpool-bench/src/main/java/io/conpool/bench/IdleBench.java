package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.echo.EchoBackend;
import io.conpool.bench.echo.EchoKind;
import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.PeerPool;
import io.conpool.bench.peer.PoolShape;
import io.conpool.bench.peer.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

/** What a connection costs that was used once and is idle since. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class IdleBench {

  private static final int TRIALS = 5;

  /** conpool, raw Sockets or raw SocketChannels. */
  @Param({"CONPOOL", "HELD_SOCKET", "HELD_CHANNEL"})
  public Peer peer;

  /** What is at the other end. */
  @Param({"PLAIN_MANY", "TLS_MANY"})
  public EchoKind kind;

  /** How many. */
  @Param("10000")
  public int count;

  private EchoBackend backend;
  private Crop crop;

  /** What comes out, in bytes of one connection. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Footprint {
    /** Of the heap. */
    public double heap;

    /** Of the rest of the process: what is resident, so whole pages, and code that was compiled. */
    public double outside;

    /** Of both. */
    public double total;
  }

  /**
   * Starts the server, and opens a tenth of the connections some times over: compiled code is not
   * theirs, and what they leave behind is small beside the rest.
   *
   * @throws Exception if that fails
   */
  @Setup
  public void open() throws Exception {
    backend = EchoBackend.start(kind);
    for (int i = 0; i < TRIALS; i++) {
      Crop trial = make();
      trial.grow(count / 10);
      trial.end();
    }
    crop = make();
  }

  /**
   * Closes everything.
   *
   * @throws Exception if that fails
   */
  @TearDown
  public void close() throws Exception {
    crop.end();
    backend.stop();
  }

  /**
   * Opens them all, uses each once, lets them idle and weighs them.
   *
   * @param footprint what comes out
   * @throws Exception if that fails
   */
  @Benchmark
  public void weigh(Footprint footprint) throws Exception {
    Memory before = Memory.settled();
    crop.grow(count);
    Memory after = Memory.settled();
    footprint.heap = (after.heap() - before.heap()) / (double) count;
    footprint.outside = (after.resident() - before.resident()) / (double) count;
    footprint.total = footprint.heap + footprint.outside;
  }

  private Crop make() {
    Endpoint endpoint = backend.endpoint();
    return switch (peer) {
      case HELD_SOCKET -> new Held(() -> backend.open(endpoint));
      case HELD_CHANNEL -> new Held(() -> backend.openChannel(endpoint));
      default -> new Pooled(peer.open(new PoolShape(backend, List.of(endpoint), count)), endpoint);
    };
  }

  private interface Crop {

    void grow(int count) throws Exception;

    void end();
  }

  private record Pooled(PeerPool<Object> pool, Endpoint endpoint) implements Crop {

    @Override
    public void grow(int count) throws Exception {
      ByteBuffer one = ByteBuffer.allocate(1);
      List<Object> leases = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Object lease = pool.acquire(endpoint);
        leases.add(lease);
        pool.write(lease, one.clear());
        requireOne(pool.read(lease, one.clear()));
      }
      leases.forEach(pool::release);
    }

    @Override
    public void end() {
      pool.close();
    }
  }

  private interface Opener {
    Resource open() throws IOException;
  }

  private static final class Held implements Crop {

    private final Opener opener;
    private final List<Resource> resources = new ArrayList<>();

    Held(Opener opener) {
      this.opener = opener;
    }

    @Override
    public void grow(int count) throws IOException {
      ByteBuffer one = ByteBuffer.allocate(1);
      for (int i = 0; i < count; i++) {
        Resource resource = opener.open();
        resources.add(resource);
        resource.write(one.clear());
        requireOne(resource.read(one.clear()));
      }
    }

    @Override
    public void end() {
      resources.forEach(Resource::close);
    }
  }

  private static void requireOne(int count) throws EOFException {
    if (count != 1) {
      throw new EOFException();
    }
  }
}
