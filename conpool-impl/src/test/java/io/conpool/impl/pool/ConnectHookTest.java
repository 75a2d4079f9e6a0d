package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.PoolException;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hook that prepares each new connection: when it runs, and what it can do. */
class ConnectHookTest {

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
                  SimulatedPool.ping(setup);
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
