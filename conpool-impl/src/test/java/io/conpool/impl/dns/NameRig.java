package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.ScriptedDns;
import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A cache of names in simulated time, and a resolver that answers as it is told. */
final class NameRig {

  static final String PEER = "peer.test";
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int SEEDS = 20;

  final Simulation sim;
  final SimPlatform platform;
  final ScriptedDns dns;
  final NameCache cache;

  /** The names of the resolvers that have left. */
  final Set<String> gone = new HashSet<>();

  private final NameRules rules;
  private final List<Told> told = new ArrayList<>();

  private NameRig(Simulation sim, NameRules rules) {
    this.sim = sim;
    this.rules = rules;
    this.platform = sim.newPlatform("names");
    this.dns = new ScriptedDns(sim, true);
    this.cache = cacheOn(platform);
  }

  /** What a test does, on a simulated thread. */
  @FunctionalInterface
  interface Body {
    void run(NameRig rig) throws Exception;
  }

  /** Runs a test once for each of some seeds; at the end everybody must have been told, once. */
  static void run(NameRules rules, Body body) {
    run(rules, SEEDS, body);
  }

  static void run(NameRules rules, int seeds, Body body) {
    Simulation.explore(
        seeds,
        sim ->
            sim.spawn(
                "test",
                () -> {
                  NameRig rig = new NameRig(sim, rules);
                  body.run(rig);
                  rig.requireNothingLeft();
                }));
  }

  /** Addresses from 1 second to 10 minutes, failures for a second, nothing stale. */
  static NameRules rules() {
    return rules(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ZERO);
  }

  static NameRules rules(Duration shortest, Duration longest, Duration stale) {
    return new NameRules(
        shortest.toNanos(),
        longest.toNanos(),
        Duration.ofSeconds(1).toNanos(),
        stale.toNanos(),
        PATIENCE.toNanos());
  }

  /** Another cache with the same rules. */
  NameCache cacheOn(Platform other) {
    return new NameCache(other, rules, resolver -> !gone.contains(resolver.name()));
  }

  /** The platform, but for how it starts tasks. */
  Platform starting(Consumer<Platform.Task> start) {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("start")) {
                start.accept((Platform.Task) arguments[0]);
                return null;
              }
              return method.invoke(platform, arguments);
            });
  }

  /** A task on whose thread another goes on. */
  static Platform.Task followed(Platform.Task task, Runnable next) {
    return new Platform.Task(
        task.name(),
        task.platformThread(),
        task.urgency(),
        () -> {
          task.body().run();
          next.run();
        });
  }

  static NameQuestion question(DnsResolverProvider resolver) {
    return NameQuestion.addresses(resolver, PEER, AddressFamily.ANY);
  }

  Told ask() {
    return ask(PATIENCE);
  }

  Told ask(Duration within) {
    return ask(cache, question(dns), within);
  }

  Told ask(NameQuestion question) {
    return ask(cache, question, PATIENCE);
  }

  Told ask(NameCache other, NameQuestion question, Duration within) {
    Told asker = asker();
    other.ask(question, within.toNanos(), asker);
    return asker;
  }

  Told refresh() {
    Told asker = asker();
    cache.refresh(question(dns), PATIENCE.toNanos(), asker);
    return asker;
  }

  Told asker() {
    Told asker = new Told(sim);
    told.add(asker);
    return asker;
  }

  /** How often the resolver was asked. */
  int lookups() {
    return dns.lookups(PEER);
  }

  boolean isResolving() {
    return platform.liveThreads().stream().anyMatch(name -> name.startsWith("conpool-resolve"));
  }

  private void requireNothingLeft() {
    told.forEach(Told::answer);
    sim.await(() -> !isResolving());
    told.forEach(Told::answer);
    assertThat(platform.pendingTimers()).isZero();
    platform.shutdown(platform.now() + 1);
  }

  /** A resolver of a few lines; it has no name of its own. */
  @FunctionalInterface
  interface Resolving extends DnsResolverProvider {

    @Override
    default String name() {
      return "resolving";
    }

    @Override
    DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException, UnknownHostException, InterruptedException;
  }

  static DnsAnswer answer(Duration ttl, String... literals) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(InetAddress.getByName(literal));
    }
    return new DnsAnswer(addresses, ttl);
  }
}
