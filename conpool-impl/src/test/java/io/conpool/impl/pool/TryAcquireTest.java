package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The attempt that neither waits nor dials. */
class TryAcquireTest {

  @Test
  void aTryTakesWhatIsIdleAndNeverDials() {
    run(
        config -> config,
        simulated -> {
          assertThat(simulated.pool.tryAcquire(ECHO)).isEmpty();
          simulated.settle();
          assertThat(simulated.net.connectCount()).isZero();
          simulated.use(ECHO, "warm");
          Optional<Connection> taken = simulated.pool.tryAcquire(ECHO);
          assertThat(taken).isPresent();
          assertThat(simulated.pool.tryAcquire(ECHO)).isEmpty();
          exchange(taken.get(), "word");
          taken.get().release();
        });
  }

  @Test
  void aTryPassesOverDeadConnectionsToALiveOne() {
    run(
        config -> config,
        simulated -> {
          Connection live = simulated.pool.acquire(ECHO);
          Connection dead = simulated.pool.acquire(ECHO);
          live.release();
          dead.release();
          simulated.server.live().get(1).close();
          Optional<Connection> taken = simulated.pool.tryAcquire(ECHO);
          assertThat(taken).isPresent();
          exchange(taken.get(), "alive");
          taken.get().release();
          simulated.server.restart();
          assertThat(simulated.pool.tryAcquire(ECHO)).isEmpty();
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
        });
  }

  @Test
  void aTryComesAwayEmptyWhileEarlierCallersAreServedInTurn() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Connection> waiter = simulated.acquireElsewhere("waiter");
          simulated.sim.advance(Duration.ofMillis(2));
          held.release();
          assertThat(simulated.pool.tryAcquire(ECHO)).isEmpty();
          waiter.result().release();
        });
  }

  @Test
  void withoutAFairnessDelayTooATryTakesWhatIsIdleWhileNobodyWaits() {
    run(
        config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO),
        simulated -> {
          Connection held = simulated.pool.acquire(ECHO);
          Caller<Boolean> waiter = simulated.useElsewhere("waiter");
          simulated.settle();
          held.release();
          waiter.result();
          Optional<Connection> taken = simulated.pool.tryAcquire(ECHO);
          assertThat(taken).isPresent();
          taken.get().release();
        });
  }

  @Test
  void aTryComesAwayEmptyWhileThePoolIsSuspended() {
    run(
        config -> config,
        simulated -> {
          simulated.use(ECHO, "warm");
          simulated.pool.suspend();
          assertThat(simulated.pool.tryAcquire(ECHO)).isEmpty();
          simulated.pool.resume();
          Optional<Connection> taken = simulated.pool.tryAcquire(ECHO);
          assertThat(taken).isPresent();
          taken.get().release();
        });
  }
}
