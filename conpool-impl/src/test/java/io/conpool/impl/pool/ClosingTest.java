package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsResolverProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rule 10: closing a pool. */
class ClosingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Thread failsAsClosed(SimulatedPool s, String name, Endpoint endpoint) {
    return s.sim.spawn(
        name,
        () ->
            assertThat(error(() -> s.pool.acquire(endpoint)))
                .isInstanceOf(PoolError.PoolClosed.class));
  }

  @Test
  void allWaitersFailAtOnce() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Thread> waiters = new ArrayList<>();
          for (int waiter = 0; waiter < 5; waiter++) {
            waiters.add(failsAsClosed(s, "waiter-" + waiter, ECHO));
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
          Thread waiter = failsAsClosed(s, "waiter", ECHO);
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
            Thread waiter = failsAsClosed(s, "waiter", ECHO);
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
  void aNegativeDrainIsRefusedAndClosesNothing() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          assertThatThrownBy(() -> s.pool.close(Duration.ofMillis(-1)))
              .isInstanceOf(InvalidArgumentException.class)
              .hasMessageContaining("drain");
          s.use(ECHO, "a");
        });
  }

  @Test
  void drainingLetsLeasesEndAndReturnsWhenTheLastHas() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "idle");
          Thread closer = s.sim.spawn("closer", () -> s.pool.close(Duration.ofSeconds(10)));
          s.sim.await(() -> s.events.closed.size() == 1);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.PoolClosed.class);
          s.sim.advance(SECOND);
          SimulatedPool.exchange(held, "still mine");
          held.release();
          s.sim.join(closer);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.events.closed)
              .containsExactly(CloseReason.POOL_CLOSED, CloseReason.POOL_CLOSED);
        });
  }

  @Test
  void drainingFailsWaitersAndDialsFromItsStart() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Endpoint other = s.another(1);
          s.net.at("10.0.1.2", 7).delay(Duration.ofSeconds(5));
          Connection held = s.pool.acquire(ECHO);
          Thread queued = failsAsClosed(s, "queued", ECHO);
          Thread dialing = failsAsClosed(s, "dialing", other);
          s.sim.advance(SECOND);
          Thread closer = s.sim.spawn("closer", () -> s.pool.close(Duration.ofSeconds(10)));
          s.sim.join(queued);
          s.sim.join(dialing);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          held.release();
          s.sim.join(closer);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
        });
  }

  @Test
  void aLeaseThatOutlastsTheDrainIsClosed() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.pool.close(Duration.ofSeconds(3));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          assertThat(s.net.openCount()).isZero();
          held.release();
          held.close();
          assertThat(s.pool.total().totalClosed()).isEqualTo(1);
        });
  }

  @Test
  void aSecondShorterCloseShortensTheFirst() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.acquire(ECHO);
          Thread closer =
              s.sim.spawn(
                  "closer",
                  () -> {
                    s.pool.close(Duration.ofSeconds(10));
                    assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
                  });
          s.sim.advance(SECOND);
          s.pool.close(Duration.ofSeconds(2));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          s.sim.join(closer);
        });
  }

  @Test
  void aSecondLongerCloseDoesNotLengthenTheFirst() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.acquire(ECHO);
          Thread closer = s.sim.spawn("closer", () -> s.pool.close(Duration.ofSeconds(3)));
          s.sim.advance(SECOND);
          s.pool.close(Duration.ofSeconds(20));
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofSeconds(3));
          s.sim.join(closer);
        });
  }

  @Test
  void anInterruptEndsTheDrainAndIsKept() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.acquire(ECHO);
          Thread closer =
              s.sim.spawn(
                  "closer",
                  () -> {
                    s.pool.close(Duration.ofSeconds(10));
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                  });
          s.sim.advance(SECOND);
          s.sim.interrupt(closer);
          s.sim.join(closer);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void aThreadInterruptedBeforehandClosesEverythingToo() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          Thread.currentThread().interrupt();
          s.pool.close(Duration.ofSeconds(10));
          assertThat(Thread.interrupted()).isTrue();
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void theConnectHookMayCloseThePool() {
    AtomicReference<@Nullable ConnectionPool> pool = new AtomicReference<>();
    SimulatedPool.run(
        config -> config.onConnect(setup -> close(pool)),
        s -> {
          pool.set(s.pool);
          assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.PoolClosed.class);
          assertThat(s.sim.elapsed()).isZero();
          s.sim.await(() -> s.net.openCount() == 0);
        });
  }

  @Test
  void theHealthCheckMayCloseThePool() {
    AtomicReference<@Nullable ConnectionPool> pool = new AtomicReference<>();
    SimulatedPool.run(
        config ->
            config.healthCheck(
                stream -> {
                  close(pool);
                  return true;
                }),
        s -> {
          pool.set(s.pool);
          s.use(ECHO, "a");
          assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.PoolClosed.class);
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.net.openCount()).isZero();
        });
  }

  @Test
  void aListenerMayCloseThePool() {
    for (String when : List.of("opened", "acquired", "released", "closed", "dial failed")) {
      AtomicReference<@Nullable ConnectionPool> pool = new AtomicReference<>();
      SimulatedPool.run(
          config ->
              config
                  .connectRetryCount(0)
                  .maxConnectionUses(2)
                  .listener(new Closer(when, () -> close(pool))),
          s -> {
            pool.set(s.pool);
            useOrFail(s, ECHO);
            useOrFail(s, ECHO);
            s.server.refuse();
            useOrFail(s, ECHO);
            s.sim.await(() -> s.pool.describe().contains("(closed)"));
            assertThat(error(() -> s.pool.acquire(ECHO))).isInstanceOf(PoolError.PoolClosed.class);
            assertThat(s.sim.elapsed()).isZero();
            s.sim.await(() -> s.net.openCount() == 0);
          });
    }
  }

  private static void useOrFail(SimulatedPool s, Endpoint endpoint) {
    try {
      s.use(endpoint, "a");
    } catch (IOException e) {
      s.sim.note("failed with " + e);
    }
  }

  private static void close(AtomicReference<@Nullable ConnectionPool> pool) {
    ConnectionPool closing = pool.get();
    if (closing == null) {
      throw new AssertionError("no pool");
    }
    closing.close();
  }

  /** Closes the pool when it is told of one kind of event. */
  private record Closer(String when, Runnable close) implements PoolListener {

    private void on(String event) {
      if (event.equals(when)) {
        close.run();
      }
    }

    @Override
    public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
      on("opened");
    }

    @Override
    public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
      on("closed");
    }

    @Override
    public void dialFailed(Endpoint endpoint, PoolException failure) {
      on("dial failed");
    }

    @Override
    public void acquired(Endpoint endpoint, boolean reused, Duration waited) {
      on("acquired");
    }

    @Override
    public void released(Endpoint endpoint) {
      on("released");
    }
  }

  @Test
  void aResolverThatNeverComesBackDoesNotHoldTheCloseForLong() {
    for (long seed = 1; seed <= 20; seed++) {
      Stubborn stubborn = new Stubborn();
      SimulatedPool.run(
          seed,
          UnaryOperator.identity(),
          given -> List.of(given.get(0), stubborn),
          s -> {
            stubborn.block = () -> s.sim.await(() -> stubborn.freed);
            Thread waiter = failsAsClosed(s, "waiter", ECHO);
            s.sim.advance(SECOND);
            Thread closer = s.sim.spawn("closer", () -> s.pool.close(SECOND));
            s.sim.join(waiter);
            assertThat(s.sim.elapsed()).isEqualTo(SECOND);
            s.sim.join(closer);
            assertThat(s.sim.elapsed()).isBetween(SECOND, Duration.ofSeconds(7));
            assertThat(s.net.openCount()).isZero();
            stubborn.freed = true;
            s.sim.advance(Duration.ofMillis(1));
            s.sim.await(() -> s.platform.liveThreads().isEmpty());
          });
    }
  }

  /** A resolver inside a system call: deaf to interrupts. */
  private static final class Stubborn implements DnsResolverProvider {

    Runnable block = () -> {};
    boolean freed;

    @Override
    public String name() {
      return "stubborn";
    }

    @Override
    public boolean joint() {
      return true;
    }

    @Override
    public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
        throws UnknownHostException {
      block.run();
      throw new UnknownHostException(hostname);
    }
  }

  @Test
  void acquireRacingCloseNeverHangs() {
    for (long seed = 1; seed <= 400; seed++) {
      SimulatedPool.run(
          seed,
          config -> config.maxConnectionsPerEndpoint(2),
          s -> {
            Endpoint other = s.another(1);
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
              Endpoint endpoint = caller % 2 == 0 ? ECHO : other;
              callers.add(s.sim.spawn("caller-" + caller, () -> useUntilClosed(s, endpoint)));
            }
            for (int steps = s.sim.random(40); steps > 0; steps--) {
              s.sim.yieldPoint();
            }
            s.pool.close();
            callers.forEach(s.sim::join);
            assertThat(s.sim.elapsed()).isZero();
          });
    }
  }

  private static void useUntilClosed(SimulatedPool s, Endpoint endpoint) throws IOException {
    for (; ; ) {
      Connection connection;
      try {
        connection = s.pool.acquire(endpoint);
      } catch (PoolException e) {
        assertThat(e.error()).isInstanceOf(PoolError.PoolClosed.class);
        return;
      }
      try (connection) {
        SimulatedPool.exchange(connection, "a");
        connection.release();
      } catch (PoolException e) {
        throw e;
      } catch (IOException e) {
        s.sim.note("closed under its holder: " + e);
      }
    }
  }
}
