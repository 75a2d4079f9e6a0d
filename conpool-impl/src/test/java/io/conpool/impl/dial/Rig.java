package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.ScriptedDns;
import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ScriptedTls;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.Provider;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a try to connect needs, in simulated time: the name {@code peer.test} leads to an echo
 * server at 10.0.0.1.
 */
final class Rig {

  static final Endpoint PEER = Endpoint.of("peer.test", 7);

  /** The same, to be secured by {@link ScriptedTls}. */
  static final Endpoint SECURED = Endpoint.tls("peer.test", 7).withTls(ScriptedTls.ANY_PEER);

  /** With how many seeds each test runs. */
  static final int SEEDS = Integer.getInteger("proof.seeds", 20);

  final Simulation sim;
  final ScriptedNetwork net;
  final ScriptedDns dns;
  final ScriptedServer server;
  final SimPlatform platform;
  private final PoolConfig config;
  private final Dialer dialer;

  /** What has come up, for the one endpoint that is dialed. */
  final NotedDials noted;

  /** What is known of its addresses. */
  final AddressBook book;

  private Rig(
      Simulation sim,
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers) {
    this.sim = sim;
    this.net = new ScriptedNetwork(sim);
    this.dns = new ScriptedDns(sim, true).answer("peer.test", "10.0.0.1");
    this.server = net.at("10.0.0.1", 7).accept(ServerHandler.echo());
    this.platform = sim.newPlatform("dialing");
    this.config = config.apply(PoolConfig.builder()).build();
    this.noted = new NotedDials(platform);
    this.book = noted.book;
    List<Provider> given = providers.apply(List.of(net, dns));
    this.dialer = new Dialer(platform, new ProviderRegistry(given), this.config);
  }

  /** What a test does, on a simulated thread. */
  @FunctionalInterface
  interface Body {
    void run(Rig rig) throws Exception;
  }

  /** Runs a test once for each of {@link #SEEDS} seeds. */
  static void run(UnaryOperator<PoolConfig.Builder> config, Body body) {
    run(config, UnaryOperator.identity(), body);
  }

  /**
   * Runs a test once for each of {@link #SEEDS} seeds.
   *
   * @param providers makes those to be used out of the network and the resolver
   */
  static void run(
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers,
      Body body) {
    Simulation.explore(SEEDS, sim -> prepare(sim, config, providers, body));
  }

  /** Runs a test with one seed. */
  static void run(
      long seed,
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers,
      Body body) {
    Simulation sim = new Simulation(seed);
    prepare(sim, config, providers, body);
    sim.run();
  }

  /** Runs a test whose handshakes are those of {@link ScriptedTls}. */
  static void runSecured(UnaryOperator<PoolConfig.Builder> config, Body body) {
    run(config, given -> List.of(given.get(0), given.get(1), new ScriptedTls()), body);
  }

  /** Sets a test up; at the end nothing may be left. */
  private static void prepare(
      Simulation sim,
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers,
      Body body) {
    sim.spawn(
        "test",
        () -> {
          Rig rig = new Rig(sim, config, providers);
          body.run(rig);
          rig.requireNothingLeft();
          rig.platform.shutdown(rig.platform.now() + 1);
        });
  }

  private void requireNothingLeft() {
    // A resolver may take longer than whoever has asked it, and be asked again after that.
    do {
      sim.await(this::isQuiet);
      sim.advance(Duration.ofNanos(1));
    } while (!isQuiet());
    if (net.openCount() > 0) {
      throw new AssertionError(net.openCount() + " transports are left open");
    }
    if (book.view().stream().anyMatch(each -> each.connections() > 0)) {
      throw new AssertionError("uses are left: " + book.view());
    }
    if (platform.pendingTimers() > 0) {
      throw new AssertionError(platform.pendingTimers() + " timers are left");
    }
  }

  private boolean isQuiet() {
    return platform.liveThreads().stream().noneMatch(name -> name.startsWith("conpool-"));
  }

  /** Closes a connection as its pool would. */
  static void close(Dialed dialed) {
    dialed.wire().close();
    dialed.use().end();
  }

  Attempt attempt() {
    return attempt(PEER);
  }

  Attempt attempt(Endpoint endpoint) {
    Endpoint completed = config.resolve(endpoint);
    return attempt(config.forEndpoint(completed), completed, noted);
  }

  /**
   * A try with a configuration and an observer of its own.
   *
   * @param endpoint a completed one
   */
  Attempt attempt(PoolConfig own, Endpoint endpoint, DialObserver observer) {
    return dialer.attempt(own, endpoint, book, observer);
  }

  PoolConfig config() {
    return config;
  }

  /** Runs a try that is to fail. */
  static DialFailure failure(Attempt attempt) {
    DialFailure failure = catchThrowableOfType(DialFailure.class, attempt::run);
    if (failure == null) {
      throw new AssertionError("the try did not fail");
    }
    return failure;
  }
}
