package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsResolverProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pool closed from its own hooks, and racing its callers. */
class ReentrantCloseTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

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
    for (long seed = 1; seed <= SimulatedPool.SEEDS; seed++) {
      Stubborn stubborn = new Stubborn();
      SimulatedPool.run(
          seed,
          UnaryOperator.identity(),
          given -> List.of(given.get(0), stubborn),
          s -> {
            stubborn.block = () -> s.sim.await(() -> stubborn.freed);
            Thread waiter = s.failsAsClosed("waiter", ECHO);
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
