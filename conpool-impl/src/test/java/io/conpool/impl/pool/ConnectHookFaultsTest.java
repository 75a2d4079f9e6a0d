package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.failure;
import static io.conpool.impl.pool.SimulatedPool.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectHook;
import io.conpool.Connection;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.impl.sim.ServerConnection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connect hooks that fail, take too long or use TLS where they must not. */
class ConnectHookFaultsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Endpoint ECHO_KEY = PoolConfig.defaults().resolve(ECHO);
  private static final Endpoint STARTTLS = Endpoint.starttls("echo.test", 7);

  /** One caller fails because of a hook; after that the only place serves the next one. */
  private static void aHookFails(
      Endpoint endpoint, ConnectHook hook, Consumer<PoolException> expected) {
    AtomicBoolean mended = new AtomicBoolean();
    run(
        config -> {
          mended.set(false);
          return config
              .maxConnectionsPerEndpoint(1)
              .onConnect(
                  setup -> {
                    if (!mended.get()) {
                      hook.onConnect(setup);
                    }
                  });
        },
        simulated -> {
          Caller<Connection> caller =
              Caller.start(simulated, "caller", () -> simulated.pool.acquire(endpoint));
          expected.accept(caller.poolException());
          assertThat(simulated.net.connectCount()).as("it is not tried again").isEqualTo(1);
          assertThat(simulated.net.openCount()).isZero();
          mended.set(true);
          if (endpoint.security() != Endpoint.Security.STARTTLS) {
            simulated.use(endpoint, "mended");
          }
        });
  }

  private static Consumer<PoolException> initFailed(String detail) {
    return thrown -> {
      assertThat(thrown.error()).isEqualTo(new PoolError.InitFailed(ECHO_KEY, detail));
      assertThat(thrown.context())
          .containsExactly("preparing the connection", "connecting to echo.test:7");
    };
  }

  private static Consumer<PoolException> initFailedSaying(String part) {
    return thrown ->
        assertThat(thrown.error())
            .isInstanceOfSatisfying(
                PoolError.InitFailed.class, error -> assertThat(error.detail()).contains(part));
  }

  @Test
  void a15_whateverAHookThrowsIsToldWithItsCauseAndLosesNoPlace() {
    List<Throwable> thrown =
        List.of(
            new IOException("wrong password"),
            new IllegalStateException("a mistake"),
            new UncheckedIOException(new IOException("unchecked")),
            new NoClassDefFoundError("com/example/Missing"));
    for (Throwable each : thrown) {
      aHookFails(ECHO, throwing(each), initFailed(each.getMessage()).andThen(isCausedBy(each)));
    }
    Throwable silent = new StackOverflowError();
    aHookFails(
        ECHO, throwing(silent), initFailedSaying("StackOverflowError").andThen(isCausedBy(silent)));
  }

  private static Consumer<PoolException> isCausedBy(Throwable cause) {
    return failure -> assertThat(failure.getCause()).isSameAs(cause);
  }

  private static ConnectHook throwing(Throwable thrown) {
    return setup -> ConnectHookFaultsTest.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings("unchecked") // that is the trick
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aHookThatReturnsAfterTheEndOfTheStreamHasFailed() {
    run(
        config -> config.onConnect(setup -> setup.read(ByteBuffer.allocate(1))),
        simulated -> {
          simulated.server.accept(ServerConnection::close);
          initFailedSaying("after its stream had failed")
              .accept(simulated.acquireElsewhere("caller").poolException());
        });
  }

  @Test
  void aConnectHookThatSwallowsAFailedReadHasFailedNevertheless() {
    SimulatedPool.run(
        config ->
            config.onConnect(
                setup -> {
                  try {
                    setup.read(ByteBuffer.allocate(1));
                  } catch (IOException ignored) {
                    assertThat(ignored).hasMessageContaining("echo.test:7");
                  }
                }),
        s -> {
          s.server.accept(connection -> connection.reset());
          assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.InitFailed.class);
        });
  }

  @Test
  void aConnectHookThatTakesTooLongIsAbortedAndNotRepeated() {
    SimulatedPool.run(
        config ->
            config
                .initTimeout(Duration.ofSeconds(2))
                .onConnect(setup -> setup.inputStream().read()),
        s -> {
          s.server.accept(ServerHandler.silent());
          PoolException failure = failure(() -> s.pool.acquire(ECHO));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(2));
          assertThat(failure.error())
              .isInstanceOfSatisfying(
                  PoolError.InitFailed.class,
                  failed -> assertThat(failed.detail()).contains("PT2S"));
          assertThat(failure.context())
              .containsExactly("preparing the connection", "connecting to echo.test:7");
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.net.openCount()).isZero();
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aConnectHookDeafToItsAbortDelaysNobodyBeyondHisDeadline() {
    AtomicReference<@Nullable SimulatedPool> running = new AtomicReference<>();
    SimulatedPool.run(
        config ->
            config
                .initTimeout(SECOND)
                .onConnect(
                    setup -> {
                      SimulatedPool s = running.get();
                      if (s != null && setup.endpoint().host().equals("echo.test")) {
                        s.sim.advance(Duration.ofSeconds(20));
                      }
                    }),
        s -> {
          running.set(s);
          Thread victim =
              s.sim.spawn(
                  "victim",
                  () -> {
                    assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofSeconds(3))))
                        .isInstanceOf(PoolError.ConnectionTimeout.class);
                    assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
                  });
          s.sim.await(() -> s.net.openCount() == 1);
          s.use(s.another(1), "a");
          assertThat(s.sim.elapsed()).isZero();
          s.sim.join(victim);
          s.sim.await(s::isAtRest);
          assertThat(s.pool.stats(ECHO).totalCreated()).isZero();
        });
  }

  @Test
  void a15_aSlowHookHoldsUpNoOtherEndpoint() {
    AtomicReference<SimulatedPool> current = new AtomicReference<>();
    run(
        config ->
            config.onConnect(
                setup -> {
                  if (setup.endpoint().host().equals("echo.test")) {
                    current.get().sim.advance(Duration.ofSeconds(5));
                  }
                }),
        simulated -> {
          current.set(simulated);
          simulated.dns.answer("other.test", "10.0.0.2");
          simulated.echo("10.0.0.2", 7);
          Caller<Connection> slow = simulated.acquireElsewhere("slow");
          simulated.settle();
          Duration began = simulated.sim.elapsed();
          simulated.use(Endpoint.of("other.test", 7), "word");
          assertThat(simulated.sim.elapsed()).isEqualTo(began);
          assertThat(simulated.pool.stats(ECHO).dialing()).isEqualTo(1);
          slow.result().release();
          assertThat(slow.took()).isEqualTo(Duration.ofSeconds(5));
        });
  }

  @Test
  void startTlsIsRefusedOnAPlaintextEndpoint() {
    aHookFails(
        ECHO, ConnectionSetup::startTls, initFailedSaying("startTls() is for starttls endpoints"));
  }

  @Test
  void startTlsWithAConfigurationOfItsOwnIsRefusedOnAStarttlsEndpoint() {
    aHookFails(
        STARTTLS,
        setup -> setup.startTls(TlsConfig.builder().build()),
        initFailedSaying("startTls(TlsConfig) is for plaintext endpoints"));
  }

  @Test
  void aHookOfAStarttlsEndpointMustStartTls() {
    aHookFails(STARTTLS, setup -> {}, initFailedSaying("returned without a completed startTls()"));
  }

  @Test
  void aStarttlsEndpointWithoutAHookIsRefusedAtOnce() {
    run(
        config -> config,
        simulated -> {
          assertThatThrownBy(() -> simulated.pool.acquire(STARTTLS))
              .isInstanceOfSatisfying(
                  InvalidArgumentException.class,
                  thrown -> assertThat(thrown.error()).isInstanceOf(PoolError.InvalidConfig.class));
          assertThat(simulated.net.connectCount()).isZero();
        });
  }

  @Test
  void startTlsWithAPeerThatSpeaksNoTlsIsATlsFailure() {
    run(
        config ->
            config.onConnect(
                setup -> {
                  greet(setup);
                  setup.startTls();
                }),
        simulated -> {
          simulated.server.accept(
              connection -> {
                connection.write(connection.readLine() + "\n");
                connection.read();
                connection.write("500 what was that?\n");
                connection.awaitClosed();
              });
          Caller<Connection> caller =
              Caller.start(simulated, "caller", () -> simulated.pool.acquire(STARTTLS));
          assertThat(caller.error())
              .isInstanceOfSatisfying(
                  PoolError.TlsFailed.class,
                  error -> assertThat(error.reason()).isEqualTo(PoolError.TlsFailure.NOT_TLS));
          assertThat(caller.poolException().context()).contains("connecting to echo.test:7");
          assertThat(simulated.net.connectCount()).as("it is not tried again").isEqualTo(1);
          assertThat(simulated.net.openCount()).isZero();
        });
  }

  private static void greet(ConnectionSetup setup) throws IOException {
    setup.outputStream().write("hi\n".getBytes(UTF_8));
    assertThat(setup.inputStream().readNBytes(3)).isEqualTo("hi\n".getBytes(UTF_8));
  }
}
