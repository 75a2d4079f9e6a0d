package io.conpool.impl.dial;

import static io.conpool.impl.dial.Rig.PEER;
import static io.conpool.impl.dial.Rig.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectHook;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a connect hook may do with its connection. */
class SetupStreamTest {

  private static final Endpoint STARTTLS = Endpoint.starttls("peer.test", 7);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static void run(ConnectHook hook, Rig.Body body) {
    Rig.run(config -> config.onConnect(hook), body);
  }

  private static PoolError error(Attempt attempt) {
    return failure(attempt).toException(1).error();
  }

  private static String detail(Attempt attempt) {
    PoolError error = error(attempt);
    assertThat(error).isInstanceOf(PoolError.InitFailed.class);
    return ((PoolError.InitFailed) error).detail();
  }

  @Test
  void aStarttlsEndpointWhoseHookDoesNotStartTlsIsInitFailed() {
    run(
        setup -> setup.attach("forgot it"),
        rig -> assertThat(detail(rig.attempt(STARTTLS))).contains("startTls()"));
  }

  @Test
  void bytesThatCameAheadOfTheHandshakeAreRefused() {
    run(
        setup -> {
          assertThat(setup.inputStream().read()).isEqualTo('S');
          setup.startTls();
        },
        rig -> {
          rig.server.accept(
              connection -> {
                connection.write("S and something that an attacker has added");
                connection.awaitClosed();
              });
          assertThat(error(rig.attempt(STARTTLS)))
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  failed -> {
                    assertThat(failed.reason()).isEqualTo(PoolError.TlsFailure.HANDSHAKE);
                    assertThat(failed.detail()).contains("ahead of the handshake");
                  });
        });
  }

  @Test
  void aRefusedHandshakeInTheHookIsTlsFailed() {
    run(
        ConnectionSetup::startTls,
        rig -> {
          rig.server.accept(SetupStreamTest::answerWithoutTls);
          DialFailure failure = failure(rig.attempt(STARTTLS));
          assertThat(failure.isPassing()).isFalse();
          assertThat(failure.toException(1).error())
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  failed -> assertThat(failed.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS));
        });
  }

  private static void answerWithoutTls(ServerConnection connection) throws IOException {
    connection.read();
    connection.write("what do you want?\n");
    connection.awaitClosed();
  }

  @Test
  void aHookCannotHideThatItsHandshakeFailed() {
    run(
        setup -> {
          try {
            setup.startTls();
          } catch (PoolException e) {
            assertThat(e.error()).isInstanceOf(PoolError.TlsFailed.class);
          }
        },
        rig -> {
          rig.server.accept(SetupStreamTest::answerWithoutTls);
          assertThat(detail(rig.attempt(STARTTLS))).contains("failed");
        });
  }

  @Test
  void aHandshakeInTheHookThatIsNeverAnsweredMeetsTheInitTimeout() {
    Rig.run(
        config -> config.initTimeout(SECOND).onConnect(ConnectionSetup::startTls),
        rig -> {
          rig.server.accept(ServerHandler.silent());
          assertThat(detail(rig.attempt(STARTTLS))).contains("PT1S");
          assertThat(rig.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void theEndpointDecidesWhichStartTlsThereIs() {
    run(
        ConnectionSetup::startTls,
        rig -> assertThat(detail(rig.attempt(PEER))).contains("starttls endpoints"));
    run(
        setup -> setup.startTls(TlsConfig.defaults()),
        rig -> assertThat(detail(rig.attempt(STARTTLS))).contains("plaintext endpoints"));
  }

  @Test
  void onAPlaintextEndpointTheHookMayTryTlsWithAConfigurationOfItsOwn() {
    run(
        setup -> setup.startTls(TlsConfig.defaults()),
        rig -> {
          rig.server.accept(SetupStreamTest::answerWithoutTls);
          assertThat(error(rig.attempt(PEER))).isInstanceOf(PoolError.TlsFailed.class);
        });
  }

  @Test
  void tlsCannotStartWhileAnotherThreadReads() {
    AtomicReference<@Nullable Rig> running = new AtomicReference<>();
    run(
        setup -> {
          Rig rig = running.get();
          assertThat(rig).isNotNull();
          boolean[] inside = {false};
          Thread reader =
              rig.sim.spawn(
                  "reader",
                  () -> {
                    inside[0] = true;
                    assertThat(setup.inputStream().read()).isEqualTo('!');
                  });
          rig.sim.advance(SECOND);
          assertThat(inside[0]).isTrue();
          assertThatThrownBy(() -> setup.startTls(TlsConfig.defaults()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("reading");
          setup.write(ByteBuffer.wrap("go\n".getBytes(UTF_8)));
          rig.sim.join(reader);
        },
        rig -> {
          running.set(rig);
          rig.server.accept(
              connection -> {
                connection.readLine();
                connection.write("!");
                connection.awaitClosed();
              });
          Rig.close(rig.attempt(PEER).run());
        });
  }

  @Test
  void aHookThatReturnsWithAReadInsideHasFailed() {
    AtomicReference<@Nullable Rig> running = new AtomicReference<>();
    run(
        setup -> {
          Rig rig = running.get();
          assertThat(rig).isNotNull();
          rig.sim.spawn(
              "reader",
              () ->
                  assertThatThrownBy(() -> setup.inputStream().read())
                      .isInstanceOf(IOException.class));
          rig.sim.advance(SECOND);
        },
        rig -> {
          running.set(rig);
          rig.server.accept(ServerHandler.silent());
          assertThat(detail(rig.attempt(PEER))).contains("still inside");
        });
  }

  @Test
  void whatTheHookHasNotReadIsForTheFirstHolder() {
    run(
        setup -> assertThat(setup.inputStream().read()).isEqualTo('a'),
        rig -> {
          rig.server.accept(
              connection -> {
                connection.write("ab");
                connection.awaitClosed();
              });
          Dialed dialed = rig.attempt(PEER).run();
          ByteBuffer target = ByteBuffer.allocate(4);
          assertThat(dialed.wire().read(target, 0)).isEqualTo(1);
          assertThat(target.get(0)).isEqualTo((byte) 'b');
          Rig.close(dialed);
        });
  }

  @Test
  void aPoolExceptionOfTheHookIsToldAsItIs() {
    PoolException thrown =
        new PoolException(
            new PoolError.InitFailed(Endpoint.plaintext("peer.test", 7), "no such database"),
            List.of("selecting a database"),
            null);
    run(
        setup -> {
          throw thrown;
        },
        rig -> {
          PoolException told = failure(rig.attempt(PEER)).toException(1);
          assertThat(told.error()).isEqualTo(thrown.error());
          assertThat(told.context()).startsWith("selecting a database");
        });
  }
}
