package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.impl.sim.ScriptedTls;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One try that races addresses, on simulated transports. */
class RacingAttemptTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DELAY = Duration.ofMillis(250);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  private static void wins(Rig rig, String address) throws DialFailure {
    wins(rig, Rig.PEER, address);
  }

  private static void wins(Rig rig, Endpoint endpoint, String address) throws DialFailure {
    Dialed dialed = rig.attempt(endpoint).run();
    assertThat(dialed.address()).hasToString(address);
    Rig.close(dialed);
  }

  @Test
  void aSilentFirstFamilyCostsNoMoreThanTheAttemptDelay() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "2001:db8::1", "10.0.0.1");
          rig.net.at("2001:db8::1", 7).blackHole();
          wins(rig, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY);
        });
  }

  @Test
  void aRefusedFirstFamilyCostsNothing() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "2001:db8::1", "10.0.0.1");
          rig.net.at("2001:db8::1", 7).refuse();
          wins(rig, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isZero();
          assertThat(rig.noted.notes).hasSize(2).last().asString().startsWith("/[2001:db8");
        });
  }

  @Test
  void theAttemptDelayIsAsConfigured() {
    Rig.run(
        config -> config.attemptDelay(Duration.ofMillis(20)),
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
          rig.net.at("10.0.0.2", 7).blackHole();
          wins(rig, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isEqualTo(Duration.ofMillis(20));
        });
  }

  @Test
  void aFirstAddressThatIsSlowMayStillWin() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
          rig.server.delay(DELAY.plusMillis(100));
          rig.net.at("10.0.0.2", 7).accept(ServerHandler.echo()).delay(SECOND);
          wins(rig, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY.plusMillis(100));
        });
  }

  @Test
  void ofTwoThatConnectAtOneMomentOneStaysOpen() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
          rig.server.delay(DELAY.multipliedBy(2));
          rig.net.at("10.0.0.2", 7).accept(ServerHandler.echo()).delay(DELAY);
          for (int round = 0; round < 10; round++) {
            Dialed dialed = rig.attempt().run();
            rig.sim.await(() -> rig.net.openCount() == 1);
            Rig.close(dialed);
          }
        });
  }

  @Test
  void silentAddressesEndAtTheConnectTimeoutWithEachCause() {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.3");
          rig.net.at("10.0.0.2", 7).blackHole();
          rig.net.at("10.0.0.3", 7).blackHole();
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.toException(1).error())
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          assertThat(failure).cause().hasMessageStartingWith("connecting to /10.0.0.2:7: ");
          assertThat(failure.getCause().getSuppressed())
              .singleElement()
              .satisfies(
                  other -> assertThat(other).hasMessageStartingWith("connecting to /10.0.0.3:7: "));
        });
  }

  @Test
  void anAddressThatBreaksTlsIsPassedOverForTheNext() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
          rig.server.accept(
              connection -> {
                connection.read();
                connection.reset();
              });
          rig.net.at("10.0.0.2", 7).refuse();
          DialFailure failure = failure(rig.attempt(Endpoint.tls("peer.test", 7)));
          assertThat(rig.net.at("10.0.0.2", 7).connectCount()).isEqualTo(1);
          assertThat(failure).cause().hasMessageStartingWith("TLS handshake with /10.0.0.1:7: ");
        });
  }

  @Test
  void anAddressThatIsSilentAgainAndAgainIsSetAside() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
          rig.net.at("10.0.0.2", 7).blackHole();
          for (int dial = 0; dial < 5; dial++) {
            wins(rig, "/10.0.0.1:7");
          }
          assertThat(rig.sim.elapsed()).isEqualTo(DELAY.multipliedBy(5));
          wins(rig, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).as("set aside").isEqualTo(DELAY.multipliedBy(5));
          assertThat(rig.noted.notes).contains("/10.0.0.2:7 set aside for PT30S");
        });
  }

  @Test
  void whatThisMachineCannotDoSpeaksAgainstNoAddress() {
    Rig.run(
        DEFAULTS,
        given -> List.of(unable(new SocketException("Too many open files")), given.get(1)),
        rig -> {
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.isPassing()).isTrue();
          assertThat(rig.book.view()).allMatch(each -> each.failures() == 0);
        });
  }

  @Test
  void anOptionThatCanNeverBeSetIsAWrongConfigurationAndNotTriedAgain() {
    Rig.run(
        DEFAULTS,
        given ->
            List.of(
                unable(new UnsupportedOperationException("TCP_KEEPIDLE cannot be set here")),
                given.get(1)),
        rig -> {
          DialFailure failure = failure(rig.attempt());
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isEqualTo(new PoolError.InvalidConfig("TCP_KEEPIDLE cannot be set here"));
        });
  }

  /** A network that opens nothing. */
  private static TransportProvider unable(Exception thrown) {
    return new TransportProvider() {
      @Override
      public String name() {
        return "unable";
      }

      @Override
      public Transport open(SocketAddress address, SocketOptions options) throws IOException {
        if (thrown instanceof IOException failure) {
          throw failure;
        }
        throw (RuntimeException) thrown;
      }
    };
  }

  @Test
  void whoFailsJustAsHeIsOvertakenHasFailedOnce() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
          rig.net.at("10.0.0.2", 7).refuse().delay(DELAY.multipliedBy(2));
          rig.server.delay(DELAY);
          for (int dial = 1; dial <= 4; dial++) {
            wins(rig, "/10.0.0.1:7");
            rig.sim.advance(DELAY);
            int failures = dial;
            assertThat(rig.book.view())
                .filteredOn(each -> each.address().toString().equals("/10.0.0.2:7"))
                .allMatch(each -> each.failures() == failures);
          }
        });
  }

  @Test
  void whoIsGivenUpBecauseNobodyWantsItHasNotFailed() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.3");
          rig.net.at("10.0.0.2", 7).blackHole();
          rig.net.at("10.0.0.3", 7).blackHole();
          for (int dial = 0; dial < 5; dial++) {
            Attempt attempt = rig.attempt();
            Thread dialing = rig.sim.spawn("dialing", () -> failure(attempt));
            rig.sim.advance(SECOND);
            assertThat(attempt.abort()).isTrue();
            rig.sim.join(dialing);
          }
          assertThat(rig.book.view()).allMatch(each -> each.failures() == 0);
        });
  }

  @Test
  void withADelayShorterThanTheWayThereNobodyIsSetAside() {
    Duration way = Duration.ofMillis(100);
    Rig.run(
        config -> config.attemptDelay(Duration.ofMillis(10)),
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2", "10.0.0.3");
          rig.server.delay(way);
          rig.net.at("10.0.0.2", 7).accept(ServerHandler.echo()).delay(way);
          rig.net.at("10.0.0.3", 7).accept(ServerHandler.echo()).delay(way);
          for (int dial = 1; dial <= 6; dial++) {
            wins(rig, "/10.0.0.1:7");
            assertThat(rig.sim.elapsed()).isEqualTo(way.multipliedBy(dial));
          }
          assertThat(rig.net.connectCount()).as("they do race").isEqualTo(18);
          assertThat(rig.book.view())
              .allMatch(each -> each.failures() == 0 && each.asideFor() == null);
        });
  }

  @Test
  void withAShortDelayWhoIsALittleSlowerIsNotSetAside() {
    Rig.run(
        config -> config.attemptDelay(Duration.ofMillis(10)),
        rig -> {
          String[] slower = new String[8]; // more than may be under way at once
          for (int i = 0; i < slower.length; i++) {
            slower[i] = "10.0.1." + (1 + i);
            rig.net.at(slower[i], 7).accept(ServerHandler.echo()).delay(Duration.ofMillis(100));
          }
          slower[slower.length - 1] = "10.0.0.1";
          rig.dns.answer("peer.test", slower);
          rig.server.delay(Duration.ofMillis(20));
          for (int dial = 1; dial <= 6; dial++) {
            wins(rig, "/10.0.0.1:7");
          }
          assertThat(rig.book.view())
              .allMatch(each -> each.failures() == 0 && each.asideFor() == null);
        });
  }

  @Test
  void whoConnectsJustAsTheTimeIsUpIsKeptOrClosed() {
    for (Endpoint endpoint : List.of(Rig.PEER, Rig.SECURED)) {
      Rig.runSecured(
          config -> config.connectTimeout(SECOND),
          rig -> {
            rig.server
                .accept(ScriptedTls.server(ScriptedTls.Verdict.ACCEPTED, ServerHandler.silent()))
                .delay(SECOND);
            Attempt attempt = rig.attempt(endpoint);
            try {
              Dialed dialed = attempt.run();
              assertThat(rig.net.openCount()).isEqualTo(1);
              assertThat(attempt.abort()).isFalse();
              Rig.close(dialed);
            } catch (DialFailure e) {
              assertThat(e.toException(1).error()).isInstanceOf(PoolError.ConnectionTimeout.class);
              assertThat(rig.net.openCount()).isZero();
            }
            assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          });
    }
  }

  private static ServerHandler answersHello(ScriptedTls.Verdict verdict) {
    return ScriptedTls.server(verdict, ServerHandler.silent());
  }

  @Test
  void behindAFrontRunnerThatStallsTheSecondHandshakeWins() {
    Duration way = Duration.ofMillis(20);
    Rig.runSecured(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
          rig.net.at("10.0.0.2", 7).accept(ServerHandler.silent()).delay(way);
          rig.server.accept(answersHello(ScriptedTls.Verdict.ACCEPTED)).delay(way);
          wins(rig, Rig.SECURED, "/10.0.0.1:7");
          assertThat(rig.sim.elapsed()).isEqualTo(way.plus(DELAY).plus(way));
          assertThat(rig.book.view())
              .filteredOn(each -> each.failures() == 1)
              .singleElement()
              .satisfies(stalled -> assertThat(stalled.address()).hasToString("/10.0.0.2:7"));
        });
  }

  @Test
  void aRefusedHandshakeStartsTheNextAtOnceAndARefusedCertificateEndsTheTry() {
    for (ScriptedTls.Verdict verdict : ScriptedTls.Verdict.values()) {
      Rig.runSecured(
          DEFAULTS,
          rig -> {
            rig.dns.answer("peer.test", "10.0.0.2", "10.0.0.1");
            rig.net.at("10.0.0.2", 7).accept(answersHello(verdict));
            rig.server.accept(answersHello(ScriptedTls.Verdict.ACCEPTED));
            switch (verdict) {
              case ACCEPTED -> wins(rig, Rig.SECURED, "/10.0.0.2:7");
              case REFUSED -> wins(rig, Rig.SECURED, "/10.0.0.1:7");
              case BAD_CERTIFICATE -> {
                assertThat(failure(rig.attempt(Rig.SECURED)).toException(1).error())
                    .isInstanceOfSatisfying(
                        PoolError.TlsFailed.class,
                        failed ->
                            assertThat(failed.reason())
                                .isEqualTo(PoolError.TlsFailure.CERTIFICATE));
                assertThat(rig.server.connectCount()).isZero();
                assertThat(rig.book.view()).as("the name's").allMatch(each -> each.failures() == 0);
              }
            }
            assertThat(rig.sim.elapsed()).isZero();
          });
    }
  }
}
