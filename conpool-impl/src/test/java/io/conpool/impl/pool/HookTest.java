package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static io.conpool.impl.pool.SimulatedPool.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectHook;
import io.conpool.Connection;
import io.conpool.ConnectionSetup;
import io.conpool.DuplexStream;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The connect hook: what it does, what it may break, how long it takes. */
class HookTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theConnectHookRunsOnceForEachConnectionOnAThreadOfThePool() {
    List<String> threads = new ArrayList<>();
    SimulatedPool.run(
        1,
        config -> config.onConnect(setup -> threads.add(Thread.currentThread().getName())),
        s -> {
          for (int round = 0; round < 3; round++) {
            s.use(ECHO, "a");
          }
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "b");
          held.release();
        });
    assertThat(threads).containsExactly("conpool-dial-echo.test:7", "conpool-dial-echo.test:7");
  }

  @Test
  void whatTheConnectHookAttachesIsSeenByEveryHolder() {
    SimulatedPool.run(
        config -> config.onConnect(setup -> setup.attach("session of " + setup.endpoint())),
        s -> {
          for (int round = 0; round < 2; round++) {
            try (Connection connection = s.pool.acquire(ECHO)) {
              assertThat(connection.attachment()).isEqualTo("session of tcp://echo.test:7");
              connection.release();
            }
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            connection.attach(7);
            connection.release();
          }
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.attachment()).isEqualTo(7);
            connection.release();
          }
        });
  }

  @Test
  void theConnectHookSpeaksToTheServerBeforeAnybodyElse() {
    SimulatedPool.run(
        config ->
            config.onConnect(
                setup -> {
                  ping(setup);
                  assertThat(setup.remoteAddress()).hasToString("/10.0.0.1:7");
                }),
        s -> {
          try (Connection connection = s.pool.acquire(ECHO)) {
            assertThat(connection.bytesRead()).isZero();
            assertThat(connection.bytesWritten()).isZero();
            SimulatedPool.exchange(connection, "a");
            connection.release();
          }
        });
  }

  /** One exchange, the answer read in full. */
  private static boolean ping(DuplexStream stream) throws IOException {
    stream.write(ByteBuffer.wrap("ping\n".getBytes(UTF_8)));
    byte[] answer = stream.inputStream().readNBytes(5);
    return new String(answer, UTF_8).equals("ping\n");
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
  void connectingAndInitialisingHaveEachATimeOfTheirOwn() {
    SimulatedPool.run(
        config ->
            config
                .connectTimeout(Duration.ofSeconds(5))
                .initTimeout(Duration.ofSeconds(5))
                .onConnect(setup -> setup.inputStream().read()),
        s -> {
          s.server
              .delay(Duration.ofSeconds(4))
              .accept(
                  connection -> {
                    s.sim.advance(Duration.ofSeconds(4));
                    connection.write("!");
                    ServerHandler.echo().serve(connection);
                  });
          s.use(ECHO, "a");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(8));
        });
  }

  @Test
  void aConnectHookThatFailsIsInitFailedWithItsCauseAndIsNotRepeated() {
    IOException cause = new IOException("bad password");
    SimulatedPool.run(
        config ->
            config.onConnect(
                setup -> {
                  throw cause;
                }),
        s -> {
          PoolException failure = failure(() -> s.pool.acquire(ECHO));
          assertThat(failure.error())
              .isInstanceOfSatisfying(
                  PoolError.InitFailed.class,
                  failed -> assertThat(failed.detail()).isEqualTo("bad password"));
          assertThat(failure).hasCause(cause);
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void whateverTheConnectHookThrowsLosesNoPlace() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("bug"),
            new StackOverflowError(),
            new NoClassDefFoundError("x"),
            new UncheckedIOException(new IOException("y")));
    for (Throwable each : thrown) {
      SimulatedPool.run(
          config -> config.maxConnectionsPerEndpoint(1).onConnect(failingOnce(each)),
          s -> {
            PoolException failure = failure(() -> s.pool.acquire(ECHO));
            assertThat(failure.error()).isInstanceOf(PoolError.InitFailed.class);
            assertThat(failure).hasCause(each);
            s.use(ECHO, "a");
          });
    }
  }

  private static ConnectHook failingOnce(Throwable thrown) {
    AtomicInteger calls = new AtomicInteger();
    return setup -> {
      if (calls.getAndIncrement() == 0) {
        HookTest.<RuntimeException>sneak(thrown);
      }
    };
  }

  @SuppressWarnings("unchecked") // that is the trick
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
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
  void theSetupIsOfNoUseOnceTheHookHasReturned() {
    AtomicReference<@Nullable ConnectionSetup> kept = new AtomicReference<>();
    SimulatedPool.run(
        config -> config.onConnect(kept::set),
        s -> {
          s.use(ECHO, "a");
          ConnectionSetup setup = kept.get();
          assertThat(setup).isNotNull();
          assertThatThrownBy(() -> setup.read(ByteBuffer.allocate(1)))
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() -> setup.write(ByteBuffer.allocate(1)))
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() -> setup.attach("x")).isInstanceOf(IllegalStateException.class);
          assertThat(setup.endpoint().host()).isEqualTo("echo.test");
          s.use(ECHO, "b");
          assertThat(s.pool.stats(ECHO).totalReused()).isEqualTo(1);
        });
  }

  @Test
  void aConnectHookCanBeAnotherForOneEndpoint() {
    SimulatedPool.run(
        config ->
            config
                .onConnect(setup -> setup.attach("all"))
                .override(ECHO, changed -> changed.onConnect(setup -> setup.attach("one"))),
        s -> {
          assertThat(attachment(s, ECHO)).isEqualTo("one");
          assertThat(attachment(s, s.another(1))).isEqualTo("all");
        });
  }

  private static @Nullable Object attachment(SimulatedPool s, Endpoint endpoint)
      throws PoolException {
    return s.pool.withConnection(endpoint, Connection::attachment);
  }
}
