package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.DnsService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A try to reach a service by its SRV records, on simulated transports. */
class ServiceAttemptTest {

  private static final String NAME = "_echo._tcp.test";
  private static final Endpoint SERVICE = Endpoint.service(NAME);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DELAY = Duration.ofMillis(250);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  private static DnsService server(String target, int port, int priority, int weight) {
    return new DnsService(target, port, priority, weight);
  }

  /** Two servers: a.test at 10.0.0.2:1000 goes before b.test at 10.0.0.3:2000. */
  private static void twoServers(Rig rig) {
    rig.dns
        .serve(NAME, null, server("b.test", 2000, 20, 1), server("a.test", 1000, 10, 1))
        .answer("a.test", "10.0.0.2")
        .answer("b.test", "10.0.0.3");
    rig.net.at("10.0.0.2", 1000).accept(ServerHandler.echo());
    rig.net.at("10.0.0.3", 2000).accept(ServerHandler.echo());
  }

  private static String winner(Rig rig) throws DialFailure {
    Dialed dialed = rig.attempt(SERVICE).run();
    Rig.close(dialed);
    return dialed.address().toString();
  }

  @Test
  void theServerOfTheLowestPriorityIsTriedFirstAtItsOwnPort() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          assertThat(winner(rig)).isEqualTo("/10.0.0.2:1000");
          assertThat(rig.sim.elapsed()).isZero();
          assertThat(rig.net.at("10.0.0.3", 2000).connectCount()).isZero();
        });
  }

  @Test
  void theNextServerIsTriedWhereOneRefusesOrIsSilent() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.net.at("10.0.0.2", 1000).refuse();
          assertThat(winner(rig)).isEqualTo("/10.0.0.3:2000");
          assertThat(rig.sim.elapsed()).isZero();
          rig.net.at("10.0.0.2", 1000).blackHole();
          assertThat(winner(rig)).isEqualTo("/10.0.0.3:2000");
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY);
        });
  }

  @Test
  void aBetterRankedAddressOfALaterServerWaitsForItsTurn() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.apart().answer("b.test", "2001:db8::1", "10.0.0.3");
          rig.net.at("2001:db8::1", 2000).accept(ServerHandler.echo());
          assertThat(winner(rig)).isEqualTo("/10.0.0.2:1000");
          assertThat(rig.net.at("2001:db8::1", 2000).connectCount()).isZero();
        });
  }

  @Test
  void ofOnePriorityServersAreChosenByWeight() {
    Map<String, Integer> winners = new HashMap<>();
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.serve(NAME, null, server("a.test", 1000, 0, 1), server("b.test", 2000, 0, 3));
          for (int dial = 0; dial < 50; dial++) {
            winners.merge(winner(rig), 1, Integer::sum);
          }
        });
    double all = winners.values().stream().mapToInt(count -> count).sum();
    assertThat(winners.get("/10.0.0.2:1000") / all).isCloseTo(0.25, within(0.04));
    assertThat(winners).hasSize(2);
  }

  @Test
  void aServerWhoseNameIsSlowHoldsUpTheOthersNoLongerThanAQuarterOfASecond() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.hang("a.test");
          assertThat(winner(rig)).isEqualTo("/10.0.0.3:2000");
          assertThat(rig.sim.elapsed()).isEqualTo(Duration.ofNanos(Gathering.PATIENCE));
          assertThat(rig.noted.notes).as("it may still have addresses").isEmpty();
        });
  }

  @Test
  void aServerThatIsKnownDoesNotWaitForTheNamesOfLaterOnes() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.hang("b.test");
          assertThat(winner(rig)).isEqualTo("/10.0.0.2:1000");
          assertThat(rig.sim.elapsed()).isZero();
        });
  }

  @Test
  void aServerWhoseNameComesLateIsTriedBeforeThoseOfLaterPriority() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.delay("a.test", Duration.ofMillis(300));
          rig.net.at("10.0.0.3", 2000).blackHole();
          assertThat(winner(rig)).isEqualTo("/10.0.0.2:1000");
          assertThat(rig.sim.elapsed()).isEqualTo(Duration.ofMillis(500));
        });
  }

  @Test
  void aServerWithoutAddressesIsPassedOver() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          rig.dns.fail("a.test", DnsException.Kind.NO_SUCH_NAME);
          assertThat(winner(rig)).isEqualTo("/10.0.0.3:2000");
          assertThat(rig.sim.elapsed()).isZero();
        });
  }

  @Test
  void aServiceWithoutServersIsAFailureOfItsName() {
    Rig.run(
        DEFAULTS,
        rig -> {
          for (DnsException.Kind kind : DnsException.Kind.values()) {
            rig.dns.fail(NAME, kind);
            DialFailure failure = failure(rig.attempt(SERVICE));
            assertThat(failure.toException(1).error())
                .isEqualTo(new PoolError.DnsResolutionFailed(NAME));
            assertThat(failure.isPassing()).isEqualTo(kind == DnsException.Kind.TEMPORARY);
            rig.sim.advance(SECOND.multipliedBy(2));
          }
        });
  }

  @Test
  void serversWithoutAnyAddressAreAFailureOfTheServicesName() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.serve(NAME, null, server("a.test", 1000, 10, 1), server("b.test", 1, 1, 1));
          DialFailure failure = failure(rig.attempt(SERVICE));
          assertThat(failure.toException(1).error())
              .isEqualTo(new PoolError.DnsResolutionFailed(NAME));
          assertThat(failure.isPassing()).isFalse();
          rig.sim.advance(SECOND.multipliedBy(2));
          rig.dns.fail("a.test", DnsException.Kind.TEMPORARY);
          assertThat(failure(rig.attempt(SERVICE)).isPassing()).isTrue();
        });
  }

  @Test
  void aResolverThatKnowsNoServicesIsNamed() {
    Rig.run(
        DEFAULTS,
        given -> List.of(given.get(0), new AddressesAlone()),
        rig -> {
          DialFailure failure = failure(rig.attempt(SERVICE));
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isEqualTo(
                  new PoolError.ProviderUnavailable(
                      "dns",
                      "any",
                      "the DNS provider alone does not look up services (SRV records)"));
        });
  }

  /** A resolver as it was before there were services. */
  private static final class AddressesAlone implements DnsResolverProvider {

    @Override
    public String name() {
      return "alone";
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws DnsException {
      throw new DnsException(DnsException.Kind.NO_SUCH_NAME, hostname, null);
    }
  }

  @Test
  void theAddressesOfAllServersAreToldToTheEndpoint() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          winner(rig);
          rig.sim.await(() -> !rig.noted.notes.isEmpty());
          assertThat(rig.noted.notes).containsExactly("ANY [/10.0.0.2:1000, /10.0.0.3:2000]");
        });
  }

  @Test
  void asLongAsOneServersNameCannotBeToldNoAddressHasLeft() {
    Rig.run(
        DEFAULTS,
        rig -> {
          twoServers(rig);
          winner(rig);
          rig.sim.await(() -> !rig.noted.notes.isEmpty());
          rig.dns.fail("a.test", DnsException.Kind.TEMPORARY);
          rig.sim.advance(Duration.ofMinutes(1));
          assertThat(winner(rig)).isEqualTo("/10.0.0.3:2000");
          assertThat(rig.noted.notes).last().isEqualTo("ANY cannot be told");
        });
  }
}
