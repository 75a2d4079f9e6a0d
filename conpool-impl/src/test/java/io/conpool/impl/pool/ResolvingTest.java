package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a pool makes of what its resolver says, and of names that need none. */
class ResolvingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TTL = Duration.ofSeconds(10);

  @Test
  void whileTheResolverFailsItsLastAnswerServesAndThePageSaysSo() {
    SimulatedPool.run(
        config -> config.maxDnsStale(MINUTE).maxConnectionUses(1).connectRetryCount(0),
        s -> {
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          s.use(ECHO, "a");
          assertThat(s.pool.describe())
              .contains("resolved ANY: 10.0.0.1; 0.000 s old, kept for 10.000 s\n");
          s.dns.fail("echo.test", DnsException.Kind.TEMPORARY);
          s.sim.advance(TTL);
          s.use(ECHO, "b");
          assertThat(s.pool.describe())
              .contains(
                  "resolved ANY: 10.0.0.1; 10.000 s old, kept for 10.000 s; stale; "
                      + "the resolver fails: temporary failure\n");
          s.sim.advance(MINUTE);
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isEqualTo(new PoolError.DnsResolutionFailed("echo.test"));
          assertThat(s.pool.describe()).contains("; over; the resolver fails");
          s.dns.answer("echo.test", TTL, "10.0.0.1");
          s.use(ECHO, "c");
          assertThat(s.pool.describe()).doesNotContain("stale").doesNotContain("fails");
        });
  }

  /** Knows its answer at once, and takes a second to tell it. */
  private static final class Slow implements DnsResolverProvider {

    private Simulation sim;
    private String literal = "10.0.0.1";

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws UnknownHostException {
      InetAddress known = InetAddress.getByName(literal);
      sim.advance(SECOND);
      return new DnsAnswer(List.of(known), TTL);
    }
  }

  @Test
  void anAnswerFromBeforeAClearThatComesLateServesNobody() {
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      Slow slow = new Slow();
      SimulatedPool.run(
          seed,
          UnaryOperator.identity(),
          given -> List.of(given.get(0), slow),
          s -> {
            slow.sim = s.sim;
            s.echo("10.0.0.2", 7);
            Caller<Connection> waiter = s.acquireElsewhere("waiter");
            s.sim.advance(Duration.ofMillis(500));
            slow.literal = "10.0.0.2";
            s.pool.clearEndpoint(ECHO);
            Connection connection = waiter.result();
            assertThat(waiter.took()).isEqualTo(Duration.ofMillis(1_500));
            assertThat(connection.remoteAddress()).hasToString("/10.0.0.2:7");
            connection.release();
            assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
            assertThat(s.server.connectCount()).isZero();
            assertThat(s.pool.describe()).contains("resolved ANY: 10.0.0.2; ");
          });
    }
  }

  @Test
  void anAddressOfANetworkInterfaceThatIsNotThereFailsAndCanBeDescribedAndCleared() {
    Endpoint unknown = Endpoint.of("fe80::1%nosuch0", 7);
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          assertThat(error(() -> s.pool.acquire(unknown)))
              .isInstanceOfSatisfying(
                  PoolError.ConnectionFailed.class,
                  failed -> assertThat(failed.lastError()).contains("nosuch0"));
          assertThat(s.sim.elapsed()).as("no other try").isZero();
          assertThat(s.pool.describe()).contains("nosuch0").doesNotContain("resolved");
          s.pool.clearEndpoint(unknown);
          assertThat(s.pool.stats(unknown).idle()).isZero();
          assertThat(s.net.connectCount()).isZero();
        });
  }
}
