package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.TlsConfig;
import io.conpool.impl.provider.BundleProviders;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

// Long because each kind of provider may leave at each step of a dial.

/** A provider that leaves, as a bundle that is stopped. */
class ProviderLeavingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A second provider of the same network, preferred to the first. */
  private static final class Preferred implements TransportProvider {

    private final TransportProvider network;
    int opened;
    boolean broken;

    Preferred(TransportProvider network) {
      this.network = network;
    }

    @Override
    public String name() {
      return "preferred";
    }

    @Override
    public int priority() {
      return 10;
    }

    @Override
    public Transport open(SocketAddress address, SocketOptions options) throws IOException {
      if (broken) {
        throw new NoClassDefFoundError("gone with its bundle");
      }
      opened++;
      return network.open(address, options);
    }
  }

  /** A TLS provider that counts the contexts it was asked for; none of them is of use. */
  private static final class CountingTls implements TlsProvider {

    int contexts;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public int priority() {
      return 10;
    }

    @Override
    public TlsContext context(TlsConfig config, String serverName) {
      contexts++;
      return port -> {
        throw new UnsupportedOperationException("no engine");
      };
    }
  }

  /** What the bundles of one run offer. */
  private static final class Bundles {

    final List<Provider> offered = new ArrayList<>();

    void offer(Provider provider) {
      offered.add(provider);
      BundleProviders.OF_PROCESS.add(provider);
    }

    void leave(Provider provider) {
      BundleProviders.OF_PROCESS.remove(provider);
    }

    Preferred preferred() {
      return (Preferred) offered.get(1);
    }
  }

  private interface Body {
    void run(SimulatedPool simulated, Bundles bundles, Preferred preferred) throws Exception;
  }

  /** Two bundles offer the network; the preferred one may leave. */
  private static void run(UnaryOperator<PoolConfig.Builder> config, Body body) {
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      Bundles bundles = new Bundles();
      try {
        SimulatedPool.run(
            seed,
            config,
            given -> {
              bundles.offer(given.get(0));
              bundles.offer(new Preferred((TransportProvider) given.get(0)));
              return given.subList(1, 2);
            },
            s -> body.run(s, bundles, bundles.preferred()));
      } finally {
        bundles.offered.forEach(bundles::leave);
      }
    }
  }

  private static PoolConfig.Builder named(PoolConfig.Builder config) {
    return config.transportProvider("preferred");
  }

  @Test
  void idleConnectionsOfAProviderThatLeavesAreClosedNowAndLeasedOnesOnReturn() {
    run(
        UnaryOperator.identity(),
        (s, bundles, preferred) -> {
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          assertThat(preferred.opened).isEqualTo(2);
          bundles.leave(preferred);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.events.closed).containsExactly(CloseReason.PROVIDER_LEFT);
          SimulatedPool.exchange(held, "b");
          held.release();
          assertThat(s.events.closed)
              .containsExactly(CloseReason.PROVIDER_LEFT, CloseReason.PROVIDER_LEFT);
        });
  }

  @Test
  void aProviderThatWasNotUsedLeavesUnnoticed() {
    run(
        UnaryOperator.identity(),
        (s, bundles, preferred) -> {
          s.use(ECHO, "a");
          bundles.leave(s.net);
          s.use(ECHO, "b");
          assertThat(s.events.closed).isEmpty();
          assertThat(preferred.opened).isEqualTo(1);
        });
  }

  @Test
  void aNamedProviderThatLeftIsUnavailableAndNoOtherTakesItsStead() {
    run(
        ProviderLeavingTest::named,
        (s, bundles, preferred) -> {
          s.use(ECHO, "a");
          bundles.leave(preferred);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOfSatisfying(
                  PoolError.ProviderUnavailable.class,
                  unavailable -> assertThat(unavailable.name()).isEqualTo("preferred"));
          assertThat(s.sim.elapsed()).isZero();
          bundles.offer(preferred);
          s.use(ECHO, "b");
        });
  }

  @Test
  void noTlsContextOfAProviderThatLeftIsKept() {
    run(
        UnaryOperator.identity(),
        (s, bundles, preferred) -> {
          CountingTls tls = new CountingTls();
          for (int times = 1; times <= 2; times++) {
            bundles.offer(tls);
            for (int call = 0; call < 2; call++) {
              assertThat(error(() -> s.pool.acquire(Endpoint.tls("echo.test", 7))))
                  .isInstanceOf(PoolError.ConnectionFailed.class);
            }
            assertThat(tls.contexts).isEqualTo(times);
            bundles.leave(tls);
          }
        });
  }

  @Test
  void aDialUnderWayServesItsWaiterButItsConnectionNeverGoesIdle() {
    run(
        UnaryOperator.identity(),
        (s, bundles, preferred) -> {
          s.server.delay(SECOND);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMillis(500));
          bundles.leave(preferred);
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.events.closed).containsExactly(CloseReason.PROVIDER_LEFT);
        });
  }

  @Test
  void aDialUnderWayThatNobodyWaitsForAnyMoreIsClosedWhenItsProviderHasLeft() {
    run(
        UnaryOperator.identity(),
        (s, bundles, preferred) -> {
          s.server.delay(SECOND);
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(500))))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          bundles.leave(preferred);
          s.sim.advance(SECOND);
          assertThat(s.events.closed).containsExactly(CloseReason.PROVIDER_LEFT);
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void aLinkageErrorInADialWhoseProviderLeftIsOneSilentRedialWithTheNext() {
    run(
        config -> config.connectRetryCount(0),
        (s, bundles, preferred) -> {
          s.dns.delay("echo.test", SECOND);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMillis(500));
          preferred.broken = true;
          Preferred next = new Preferred(s.net);
          bundles.leave(preferred);
          bundles.offer(next);
          s.sim.join(waiter);
          assertThat(next.opened).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).errors()).isZero();
        });
  }

  @Test
  void aLinkageErrorInAHookWhoseProviderLeftIsOneSilentRedialWithTheNext() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>();
    run(
        config ->
            config
                .connectRetryCount(0)
                .onConnect(
                    setup -> {
                      Runnable once = meanwhile.getAndSet(null);
                      if (once != null) {
                        once.run();
                        throw new NoClassDefFoundError("gone with its bundle");
                      }
                    }),
        (s, bundles, preferred) -> {
          Preferred next = new Preferred(s.net);
          meanwhile.set(
              () -> {
                bundles.leave(preferred);
                bundles.offer(next);
              });
          s.use(ECHO, "a");
          assertThat(preferred.opened).isEqualTo(1);
          assertThat(next.opened).isEqualTo(1);
          assertThat(s.net.openCount()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).errors()).isZero();
        });
  }

  /** A resolver that is stopped in the middle of each question, after so long. */
  private record Stopped(Simulation sim, Duration after) implements DnsResolverProvider {

    @Override
    public String name() {
      return "stopped";
    }

    @Override
    public int priority() {
      return 10;
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException {
      sim.advance(after);
      throw new DnsException(DnsException.Kind.TEMPORARY, "stopped", null);
    }
  }

  /** Preferred to the JDK's. */
  private record Next(DnsResolverProvider scripted) implements DnsResolverProvider {

    @Override
    public String name() {
      return "next";
    }

    @Override
    public int priority() {
      return 5;
    }

    @Override
    public boolean joint() {
      return scripted.joint();
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException, UnknownHostException, InterruptedException {
      return scripted.resolve(hostname, family, timeoutNanos);
    }
  }

  private interface ResolverBody<R extends DnsResolverProvider> {
    void run(SimulatedPool simulated, Bundles bundles, R leaving) throws Exception;
  }

  /** Two bundles offer resolvers; the preferred one, made anew for each run, may leave. */
  private static <R extends DnsResolverProvider> void runResolving(
      Function<Simulation, R> leaving, ResolverBody<R> body) {
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      Bundles bundles = new Bundles();
      try {
        SimulatedPool.run(
            seed,
            config -> config.connectRetryCount(0),
            given -> {
              bundles.offer(new Next((DnsResolverProvider) given.get(1)));
              return given.subList(0, 1);
            },
            s -> {
              R resolver = leaving.apply(s.sim);
              bundles.offer(resolver);
              body.run(s, bundles, resolver);
            });
      } finally {
        bundles.offered.forEach(bundles::leave);
      }
    }
  }

  @Test
  void aResolverThatLeavesInTheMiddleOfAQuestionCostsOneSilentRedialWithTheNext() {
    runResolving(
        sim -> new Stopped(sim, SECOND),
        (s, bundles, stopped) -> {
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(Duration.ofMillis(500));
          bundles.leave(stopped);
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.pool.stats(ECHO).errors()).isZero();
        });
  }

  @Test
  void aResolverThatHangsAndLeavesLeavesTheNextWhatIsLeftOfTheTime() {
    for (int stopped : new int[] {1, 8, 9, 10, 12}) {
      runResolving(
          sim -> new Stopped(sim, SECOND.multipliedBy(stopped)),
          (s, bundles, hanging) -> {
            s.dns.hang("echo.test");
            Caller<Connection> waiter = s.acquireElsewhere("waiter");
            s.sim.advance(Duration.ofMillis(500));
            bundles.leave(hanging);
            assertThat(waiter.error()).isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
            assertThat(waiter.took()).isEqualTo(s.config.connectTimeout());
            assertThat(s.dns.lookups("echo.test")).isEqualTo(stopped < 10 ? 1 : 0);
            s.sim.advance(Duration.ofMinutes(1));
          });
    }
  }

  @Test
  void aProviderThatLeavesAsConnectionsComeAndGoLeavesNoneOfItsOwn() {
    run(
        config -> config.maxConnectionsPerEndpoint(3),
        (s, bundles, preferred) -> {
          Preferred next = new Preferred(s.net);
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 4; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        s.use(ECHO, "x" + round);
                      }
                    }));
          }
          for (int steps = s.sim.random(60); steps > 0; steps--) {
            s.sim.yieldPoint();
          }
          bundles.offer(next);
          bundles.leave(preferred);
          callers.forEach(s.sim::join);
          s.sim.await(s::isAtRest);
          int mine = preferred.opened;
          long gone = s.events.closed.stream().filter(CloseReason.PROVIDER_LEFT::equals).count();
          assertThat(gone).isEqualTo(mine);
        });
  }
}
