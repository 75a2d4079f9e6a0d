package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A close that lets leases end first. */
class DrainingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

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
          Thread queued = s.failsAsClosed("queued", ECHO);
          Thread dialing = s.failsAsClosed("dialing", other);
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
}
