package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One try to connect: addresses, resolution, providers. */
class AttemptTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  @Test
  void theAddressesAreTriedInTheirOrderUntilOneConnects() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.3", "10.0.0.1", "10.0.0.4");
          rig.net.at("10.0.0.2", 7).refuse();
          rig.net.at("10.0.0.4", 7).accept(ServerHandler.echo());
          Dialed dialed = rig.attempt().run();
          assertThat(dialed.address()).hasToString("/10.0.0.1:7");
          assertThat(rig.net.at("10.0.0.2", 7).connectCount()).isEqualTo(1);
          assertThat(rig.net.at("10.0.0.3", 7).connectCount()).isEqualTo(1);
          assertThat(rig.net.at("10.0.0.4", 7).connectCount()).isZero();
          assertThat(rig.net.maxOpenCount()).isEqualTo(1);
          Rig.close(dialed);
        });
  }

  @Test
  void whenAllAddressesFailEveryCauseIsKept() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.3", "10.0.0.4");
          rig.net.at("10.0.0.2", 7).refuse();
          rig.net.at("10.0.0.4", 7).refuse();
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.isPassing()).isTrue();
          assertThat(failure)
              .cause()
              .hasMessageStartingWith("connecting to /10.0.0.2:7: ")
              .hasCauseInstanceOf(ConnectException.class);
          assertThat(failure.getCause().getSuppressed())
              .satisfiesExactly(
                  second ->
                      assertThat(second)
                          .hasMessageStartingWith("connecting to /10.0.0.3:7: ")
                          .hasCauseInstanceOf(NoRouteToHostException.class),
                  third ->
                      assertThat(third)
                          .hasMessageStartingWith("connecting to /10.0.0.4:7: ")
                          .hasCauseInstanceOf(ConnectException.class));
          PoolException told = failure.toException(3);
          assertThat(told.error())
              .isInstanceOfSatisfying(
                  PoolError.ConnectionFailed.class,
                  failed -> {
                    assertThat(failed.attempts()).isEqualTo(3);
                    assertThat(failed.lastError()).contains("10.0.0.4");
                  });
          assertThat(told.context())
              .containsExactly("connecting to peer.test:7", "after 2 retry attempts");
        });
  }

  @Test
  void everyCallerIsToldByAnExceptionOfItsOwn() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.server.refuse();
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.toException(1)).isNotSameAs(failure.toException(1));
          assertThat(failure.toException(1).context()).containsExactly("connecting to peer.test:7");
        });
  }

  @Test
  void aBlackHoleMeetsTheConnectTimeout() {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          rig.server.blackHole();
          DialFailure failure = failure(rig.attempt());
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isInstanceOf(PoolError.ConnectionTimeout.class);
        });
  }

  @Test
  void aThousandBlackHolesMeetItNoLater() {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          String[] addresses = new String[1000];
          for (int index = 0; index < addresses.length; index++) {
            addresses[index] = "10.1." + index / 250 + "." + (1 + index % 250);
            rig.net.at(addresses[index], 7).blackHole();
          }
          rig.dns.answer("peer.test", addresses);
          assertThat(failure(rig.attempt()).toException(1).error())
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void anAddressLiteralNeverMeetsAResolver() {
    Rig.run(
        config -> config.dnsProvider("not there"),
        rig -> {
          Dialed dialed = rig.attempt(Endpoint.of("10.0.0.1", 7)).run();
          assertThat(dialed.address()).hasToString("/10.0.0.1:7");
          assertThat(rig.dns.lookups("10.0.0.1")).isZero();
          assertThat(rig.platform.liveThreads())
              .noneMatch(name -> name.startsWith("conpool-resolve"));
          Rig.close(dialed);
        });
  }

  @Test
  void aResolverThatNeverComesBackIsAbandonedAtTheConnectTimeout() {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          rig.dns.hang("peer.test");
          DialFailure failure = failure(rig.attempt());
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          assertThat(failure.isPassing()).isFalse();
          PoolException told = failure.toException(1);
          assertThat(told.error()).isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
          assertThat(told.context())
              .containsExactly("resolving peer.test:7", "connecting to peer.test:7");
          assertThat(rig.net.connectCount()).isZero();
        });
  }

  @Test
  void onlyATemporaryFailureOfTheResolverMayPass() {
    Rig.run(
        DEFAULTS,
        rig -> {
          for (DnsException.Kind kind : DnsException.Kind.values()) {
            rig.dns.fail("peer.test", kind);
            DialFailure failure = failure(rig.attempt());
            assertThat(failure.isPassing()).isEqualTo(kind == DnsException.Kind.TEMPORARY);
            assertThat(failure)
                .cause()
                .hasMessageStartingWith("resolving peer.test:7: ")
                .cause()
                .isInstanceOfSatisfying(
                    DnsException.class, cause -> assertThat(cause.kind()).isEqualTo(kind));
            rig.sim.advance(Duration.ofSeconds(2)); // that there is none is kept for a moment
          }
        });
  }

  @Test
  void whateverTheResolverThrowsIsTheCause() {
    List<Throwable> thrown =
        List.of(new IllegalStateException("bug"), new NoClassDefFoundError("gone"));
    for (Throwable each : thrown) {
      Rig.run(
          DEFAULTS,
          given -> List.of(given.get(0), new Thrower(each)),
          rig -> {
            DialFailure failure = failure(rig.attempt());
            assertThat(failure.isPassing()).isFalse();
            assertThat(failure.toException(1).error())
                .isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
            assertThat(failure).hasStackTraceContaining(each.toString());
          });
    }
  }

  private record Thrower(Throwable thrown) implements DnsResolverProvider {

    @Override
    public String name() {
      return "thrower";
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  @Test
  void whateverTheTransportProviderThrowsLeavesNothingOpen() {
    List<Throwable> thrown =
        List.of(
            new IOException("too many open files"),
            new IllegalStateException("bug"),
            new NoClassDefFoundError("gone"));
    for (Throwable each : thrown) {
      Rig.run(
          DEFAULTS,
          given -> List.of(new Unopened(each), given.get(1)),
          rig -> {
            DialFailure failure = failure(rig.attempt());
            assertThat(failure).cause().hasCause(each);
            assertThat(failure.toException(1).error())
                .isInstanceOfSatisfying(
                    PoolError.ConnectionFailed.class,
                    failed -> assertThat(failed.lastError()).contains(each.getMessage()));
          });
    }
  }

  private record Unopened(Throwable thrown) implements TransportProvider {

    @Override
    public String name() {
      return "unopened";
    }

    @Override
    public Transport open(SocketAddress address, SocketOptions options) throws IOException {
      if (thrown instanceof IOException failure) {
        throw failure;
      } else if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  @Test
  void aProviderThatIsNotThereIsNoPassingFailure() {
    Rig.run(
        config -> config.transportProvider("quic"),
        rig -> {
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isInstanceOf(PoolError.ProviderUnavailable.class);
        });
  }

  @Test
  void aTryKnowsWhoMadeItsConnectionHowLongItTookAndWhatWasAttached() {
    Rig.run(
        config -> config.onConnect(setup -> setup.attach("mine")),
        rig -> {
          rig.dns.delay("peer.test", Duration.ofMillis(20));
          rig.server.delay(Duration.ofMillis(30));
          Dialed dialed = rig.attempt().run();
          assertThat(Duration.ofNanos(dialed.tookNanos())).isEqualTo(Duration.ofMillis(50));
          assertThat(dialed.attachment()).isEqualTo("mine");
          assertThat(dialed.transport()).isSameAs(rig.net);
          assertThat(dialed.tls()).isNull();
          Rig.close(dialed);
        });
  }

  @Test
  void aConnectionThatWasMadeLeavesNoTimerBehind() {
    Rig.run(
        config -> config.onConnect(setup -> setup.attach("x")),
        rig -> {
          Dialed dialed = rig.attempt().run();
          assertThat(rig.platform.pendingTimers()).isZero();
          rig.sim.advance(Duration.ofMinutes(1));
          assertThat(rig.net.openCount()).isEqualTo(1);
          Rig.close(dialed);
        });
  }
}
