package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.DuplexStream;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolStats;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.ScriptedDns;
import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.Provider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A pool over a scripted network in simulated time, with one echo server behind the name {@code
 * echo.test}; more can be added.
 *
 * <p>{@link #run} fails unless, at the end, the pool's counts are at rest, the places were never
 * exceeded, and no thread, timer or transport of the pool is left.
 */
final class SimulatedPool {

  /** With how many seeds each test runs; fewer where the tests are run for each of many mutants. */
  static final int SEEDS = Integer.getInteger("proof.seeds", 20);

  static final Endpoint ECHO = Endpoint.of("echo.test", 7);

  final Simulation sim;
  final ScriptedNetwork net;
  final ScriptedDns dns;
  final ScriptedServer server;
  final SimPlatform platform;

  /** What the pool's listener was told, unless the test has given another. */
  final Events events;

  final PoolConfig config;
  final ConnectionPool pool;

  private SimulatedPool(
      Simulation sim,
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers) {
    this.sim = sim;
    this.net = new ScriptedNetwork(sim);
    this.dns = new ScriptedDns(sim, true).answer("echo.test", "10.0.0.1");
    this.server = echo("10.0.0.1", 7);
    this.platform = sim.newPlatform("pool");
    this.events = new Events(sim);
    PoolConfig made = config.apply(PoolConfig.builder().listener(events)).build();
    this.config = made;
    this.pool =
        new DefaultConnectionPool(
            made, new ProviderRegistry(providers.apply(List.of(net, dns))), platform);
  }

  /** What a test does with the pool, on a simulated thread. */
  @FunctionalInterface
  interface Body {
    void run(SimulatedPool simulated) throws Exception;
  }

  /** Runs a test once for each of {@link #SEEDS} seeds. */
  static void run(UnaryOperator<PoolConfig.Builder> config, Body body) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, config, body);
    }
  }

  /** Runs a test with one seed. */
  static void run(long seed, UnaryOperator<PoolConfig.Builder> config, Body body) {
    run(seed, config, UnaryOperator.identity(), body);
  }

  /**
   * Runs a test with one seed and with other providers.
   *
   * @param providers makes those given to the pool by hand out of the network and the resolver
   */
  static void run(
      long seed,
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers,
      Body body) {
    Simulation sim = new Simulation(seed);
    sim.spawn(
        "test",
        () -> {
          SimulatedPool simulated = new SimulatedPool(sim, config, providers);
          body.run(simulated);
          simulated.requireRest();
          simulated.pool.close();
          simulated.requireNothingLeft();
        });
    sim.run();
  }

  /** A server that sends each line back. */
  ScriptedServer echo(String literal, int port) {
    return net.at(literal, port)
        .accept(
            connection -> {
              for (String line = connection.readLine();
                  line != null;
                  line = connection.readLine()) {
                connection.write(line + "\n");
              }
            });
  }

  /** An echo server behind a name of its own, the same again for the same number. */
  Endpoint another(int number) {
    String name = "echo" + number + ".test";
    String literal = "10.0." + (1 + number / 250) + "." + (1 + number % 250);
    dns.answer(name, literal);
    echo(literal, 7);
    return Endpoint.of(name, 7);
  }

  /** A server that sends each line back, a while after it came. */
  ServerHandler answersAfter(Duration delay) {
    return connection -> {
      for (String line = connection.readLine(); line != null; line = connection.readLine()) {
        sim.advance(delay);
        connection.write(line + "\n");
      }
    };
  }

  /** One exchange on a lease. */
  static void exchange(Connection connection, String word) throws IOException {
    byte[] sent = (word + "\n").getBytes(StandardCharsets.UTF_8);
    connection.outputStream().write(sent);
    byte[] received = connection.inputStream().readNBytes(sent.length);
    if (!Arrays.equals(sent, received)) {
      throw new AssertionError(
          "sent " + word + ", received " + new String(received, StandardCharsets.UTF_8));
    }
  }

  /** One exchange on any stream, the answer read in full; whether it is the right one. */
  static boolean ping(DuplexStream stream) throws IOException {
    byte[] sent = "ping\n".getBytes(StandardCharsets.UTF_8);
    stream.write(ByteBuffer.wrap(sent));
    return Arrays.equals(sent, stream.inputStream().readNBytes(sent.length));
  }

  /** What a call failed with; fails where it does not. */
  static PoolException failure(ThrowingCallable call) {
    PoolException thrown = catchThrowableOfType(PoolException.class, call);
    if (thrown == null) {
      throw new AssertionError("nothing was thrown");
    }
    return thrown;
  }

  /** The error of what a call failed with. */
  static PoolError error(ThrowingCallable call) {
    return failure(call).error();
  }

  /** Acquires, exchanges a word, releases. */
  void use(Endpoint endpoint, String word) throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      exchange(connection, word);
      connection.release();
    }
  }

  /** Lets everybody go on until all wait for something. */
  void settle() {
    sim.advance(Duration.ofNanos(1));
  }

  /** Starts a thread that acquires, and holds on to what it gets. */
  Caller<Connection> acquireElsewhere(String name) {
    return Caller.start(this, name, () -> pool.acquire(ECHO));
  }

  /** Starts a thread that acquires within a time, and holds on to what it gets. */
  Caller<Connection> acquireElsewhere(String name, Duration timeout) {
    return Caller.start(this, name, () -> pool.acquire(ECHO, timeout));
  }

  /** Starts a thread that acquires, exchanges its name, and releases. */
  Caller<Boolean> useElsewhere(String name) {
    return Caller.start(
        this,
        name,
        () -> {
          use(ECHO, name);
          return true;
        });
  }

  /** Starts a thread that acquires and fails the run unless it is told that the pool is closed. */
  Thread failsAsClosed(String name, Endpoint endpoint) {
    return sim.spawn(
        name,
        () ->
            assertThat(error(() -> pool.acquire(endpoint)))
                .isInstanceOf(PoolError.PoolClosed.class));
  }

  /** Whether nobody holds, waits or dials, and what is open is what is idle. */
  boolean isAtRest() {
    PoolStats stats = pool.total();
    return stats.active() == 0
        && stats.waiting() == 0
        && stats.dialing() == 0
        && net.openCount() == stats.idle()
        && stats.totalCreated() - stats.totalClosed() == stats.idle();
  }

  /** Everything comes to rest by itself, without time passing. */
  void requireRest() {
    if (!sim.awaitUntil(sim.now() + 1, this::isAtRest)) {
      throw new AssertionError(
          "not at rest, with " + net.openCount() + " transports open:\n" + pool.describe());
    }
  }

  private void requireNothingLeft() {
    PoolStats stats = pool.total();
    if (net.openCount() != 0 || stats.idle() != 0 || stats.active() != 0) {
      throw new AssertionError(net.openCount() + " transports are left open; " + stats);
    }
    if (!platform.liveThreads().isEmpty() || platform.pendingTimers() > 0) {
      throw new AssertionError(
          platform.liveThreads() + " are left, and " + platform.pendingTimers() + " timers");
    }
  }
}
