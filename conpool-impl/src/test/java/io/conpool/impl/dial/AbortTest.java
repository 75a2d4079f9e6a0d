package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.PEER;
import static io.conpool.impl.dial.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.ConnectHook;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A try that is aborted, or whose handshake fails. */
class AbortTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  @Test
  void aPeerThatDoesNotSpeakTlsIsRefusedAndTheNextAddressTried() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("peer.test", "10.0.0.1", "10.0.0.2");
          rig.server.accept(AbortTest::greet);
          rig.net.at("10.0.0.2", 7).refuse();
          DialFailure failure = failure(rig.attempt(Endpoint.tls("peer.test", 7)));
          assertThat(failure.isPassing()).isFalse();
          PoolException told = failure.toException(1);
          assertThat(told.error())
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  failed -> assertThat(failed.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS));
          assertThat(told.context())
              .containsExactly("TLS handshake with /10.0.0.1:7", "connecting to peer.test:7");
          assertThat(rig.net.at("10.0.0.2", 7).connectCount()).isEqualTo(1);
        });
  }

  private static void greet(ServerConnection connection) throws IOException {
    connection.write("220 welcome, this is no TLS\n");
    connection.awaitClosed();
  }

  @Test
  void aHandshakeThatIsNeverAnsweredMeetsTheConnectTimeout() {
    Rig.run(
        config -> config.connectTimeout(SECOND),
        rig -> {
          rig.server.accept(ServerHandler.silent());
          DialFailure failure = failure(rig.attempt(Endpoint.tls("peer.test", 7)));
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
          assertThat(failure.toException(1).error())
              .isInstanceOf(PoolError.ConnectionTimeout.class);
        });
  }

  @Test
  void aResetBeforeTheVerdictMayPass() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.server.accept(
              connection -> {
                connection.read();
                connection.reset();
              });
          DialFailure failure = failure(rig.attempt(Endpoint.tls("peer.test", 7)));
          assertThat(failure.isPassing()).isTrue();
          assertThat(failure.toException(1).error()).isInstanceOf(PoolError.ConnectionFailed.class);
        });
  }

  @Test
  void abortedAtAnyMomentNothingIsOpenWhenTheAbortReturns() {
    ConnectHook slow = setup -> setup.inputStream().read();
    Rig.run(
        config -> config.onConnect(slow).minDnsTtl(Duration.ZERO).maxDnsTtl(Duration.ofMillis(1)),
        rig -> {
          rig.server.accept(
              connection -> {
                rig.sim.advance(Duration.ofMillis(10));
                connection.write("!");
                connection.awaitClosed();
              });
          rig.dns.delay("peer.test", Duration.ofMillis(10));
          rig.server.delay(Duration.ofMillis(10));
          for (int at = 0; at <= 32; at++) {
            abortAfter(rig, Duration.ofMillis(at), PEER);
          }
        });
  }

  @Test
  void abortedInAHandshakeNothingIsOpenWhenTheAbortReturns() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.server.accept(ServerHandler.silent());
          abortAfter(rig, SECOND, Endpoint.tls("peer.test", 7));
        });
  }

  private static void abortAfter(Rig rig, Duration time, Endpoint endpoint) {
    Attempt attempt = rig.attempt(endpoint);
    List<Dialed> made = new ArrayList<>();
    Thread dialing =
        rig.sim.spawn(
            "dialing",
            () -> {
              try {
                made.add(attempt.run());
              } catch (DialFailure e) {
                rig.sim.note("failed: " + e);
              }
            });
    rig.sim.advance(time);
    boolean aborted = attempt.abort();
    if (aborted) {
      assertThat(rig.net.openCount()).isZero();
    }
    rig.sim.join(dialing);
    assertThat(made).hasSize(aborted ? 0 : 1);
    assertThat(attempt.abort()).isEqualTo(aborted);
    assertThat(rig.net.openCount()).isEqualTo(made.size());
    made.forEach(Rig::close);
  }

  @Test
  void aTryThatWasAbortedBeforehandConnectsToNobody() {
    Rig.run(
        DEFAULTS,
        rig -> {
          Attempt attempt = rig.attempt();
          assertThat(attempt.abort()).isTrue();
          failure(attempt);
          assertThat(rig.net.connectCount()).isZero();
          assertThat(rig.dns.lookups("peer.test")).isZero();
        });
  }

  @Test
  void anAbortEndsTheWaitForTheResolverAtOnce() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.hang("peer.test");
          abortAfter(rig, SECOND, PEER);
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
        });
  }
}
