package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.GarbageCollection;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Closing a pool. */
class ClosingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void allWaitersFailAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 5; waiter++) {
            waiters.add(s.failsAsClosed("waiter-" + waiter, ECHO));
          }
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 5);
          s.pool.close();
          waiters.forEach(s.sim::join);
          assertThat(s.sim.elapsed()).isZero();
          assertThatThrownBy(() -> SimulatedPool.exchange(held, "a"))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("echo.test:7");
          held.close();
        });
  }

  @Test
  void idleAndLeasedConnectionsAreClosedNow() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          s.pool.close();
          assertThat(s.net.openCount()).isZero();
          assertThat(s.events.closed)
              .containsExactly(CloseReason.POOL_CLOSED, CloseReason.POOL_CLOSED);
          held.release();
          assertThat(s.pool.total().totalClosed()).isEqualTo(2);
        });
  }

  @Test
  void aReaderInsideIsAborted() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.accept(ServerHandler.silent());
          Thread reader =
              s.sim.spawn(
                  "reader",
                  () -> {
                    try (Connection connection = s.pool.acquire(ECHO)) {
                      assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
                          .isInstanceOf(IOException.class)
                          .hasMessageContaining("echo.test:7");
                    }
                  });
          s.sim.advance(SECOND);
          s.pool.close();
          s.sim.join(reader);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void aDialUnderWayIsAbortedAndClosesItsOwnSocket() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(Duration.ofSeconds(5));
          Thread waiter = s.failsAsClosed("waiter", ECHO);
          s.sim.advance(SECOND);
          s.pool.close();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void aDialThatEndsAsThePoolClosesLeavesNoSocket() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(SECOND);
          Thread waiter =
              s.sim.spawn(
                  "waiter",
                  () -> {
                    try (Connection connection = s.pool.acquire(ECHO)) {
                      connection.release();
                    } catch (PoolException e) {
                      assertThat(e.error()).isInstanceOf(PoolError.PoolClosed.class);
                    }
                  });
          s.sim.advance(SECOND);
          s.pool.close();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void everyPhaseOfADialEndsWithThePool() {
    List<Consumer<SimulatedPool>> phases =
        List.of(
            s -> s.dns.hang("echo.test"),
            s -> s.server.blackHole(),
            s -> s.server.refuse(),
            s -> s.server.accept(ServerHandler.silent()));
    for (Consumer<SimulatedPool> phase : phases) {
      SimulatedPool.run(
          config ->
              config
                  .connectRetryDelay(Duration.ofSeconds(5))
                  .onConnect(setup -> setup.read(ByteBuffer.allocate(1))),
          s -> {
            phase.accept(s);
            Thread waiter = s.failsAsClosed("waiter", ECHO);
            s.sim.advance(SECOND);
            s.pool.close();
            s.sim.join(waiter);
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          });
    }
  }

  @Test
  void aClosedPoolRefusesEverythingButLooking() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          Endpoint other = s.another(1);
          s.pool.close();
          for (Endpoint endpoint : List.of(ECHO, other)) {
            assertThat(error(() -> s.pool.acquire(endpoint)))
                .isInstanceOf(PoolError.PoolClosed.class);
            assertThat(error(() -> s.pool.acquire(endpoint, Duration.ZERO)))
                .isInstanceOf(PoolError.PoolClosed.class);
            assertThat(error(() -> s.pool.tryAcquire(endpoint)))
                .isInstanceOf(PoolError.PoolClosed.class);
            assertThat(error(() -> s.pool.withConnection(endpoint, connection -> 1)))
                .isInstanceOf(PoolError.PoolClosed.class);
            assertThatThrownBy(() -> s.pool.warmUp(endpoint, 1))
                .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> s.pool.limit(endpoint, 1))
                .isInstanceOf(IllegalStateException.class);
            s.pool.clearEndpoint(endpoint);
          }
          s.pool.suspend();
          s.pool.resume();
          assertThat(s.pool.describe()).contains("closed");
          assertThat(s.pool.total().totalCreated()).isEqualTo(1);
          assertThat(s.pool.total().totalClosed()).isEqualTo(1);
          s.pool.close();
          s.pool.close(SECOND);
          assertThat(s.sim.elapsed()).isZero();
        });
  }

  @Test
  void nothingHoldsOnToAPoolThatIsClosed() {
    List<WeakReference<ConnectionPool>> closed = new ArrayList<>();
    SimulatedPool.run(
        1,
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          closed.add(new WeakReference<>(s.pool));
        });
    assertThat(GarbageCollection.takes(closed.get(0))).isTrue();
  }
}
