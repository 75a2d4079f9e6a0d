package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.provider.ProviderRegistry;
import io.conpool.impl.sim.ScriptedDns;
import io.conpool.impl.sim.ScriptedNetwork;
import io.conpool.impl.sim.ScriptedServer;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.Provider;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a try to connect needs, in simulated time: the name {@code peer.test} leads to an echo
 * server at 10.0.0.1.
 */
final class Rig {

  static final Endpoint PEER = Endpoint.of("peer.test", 7);

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

  static void run(UnaryOperator<PoolConfig.Builder> config, Body body) {
    run(config, UnaryOperator.identity(), body);
  }

  /**
   * Runs a test once for each of some seeds; at the end nothing may be open.
   *
   * @param providers makes those to be used out of the network and the resolver
   */
  static void run(
      UnaryOperator<PoolConfig.Builder> config,
      UnaryOperator<List<Provider>> providers,
      Body body) {
    Simulation.explore(
        20,
        sim ->
            sim.spawn(
                "test",
                () -> {
                  Rig rig = new Rig(sim, config, providers);
                  body.run(rig);
                  if (rig.net.openCount() > 0) {
                    throw new AssertionError(rig.net.openCount() + " transports are left open");
                  }
                  rig.platform.shutdown(rig.platform.now() + 1);
                }));
  }

  Attempt attempt() {
    return attempt(PEER);
  }

  Attempt attempt(Endpoint endpoint) {
    Endpoint completed = config.resolve(endpoint);
    return dialer.attempt(config.forEndpoint(completed), completed, book, noted);
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
