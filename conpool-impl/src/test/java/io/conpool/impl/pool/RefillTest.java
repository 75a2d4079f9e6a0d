package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Connections made ahead of need: warm-up and minimum idle; and dials that outlive their caller.
 */
class RefillTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void anEndpointInUseKeepsItsMinimumIdle() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(3),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.sim.await(() -> s.pool.stats(ECHO).idle() == 3);
          assertThat(s.sim.elapsed()).isLessThanOrEqualTo(SECOND);
          held.release();
          s.sim.advance(Duration.ofSeconds(5));
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(4);
        });
  }

  @Test
  void theMinimumIdleIsIdleAgainWithinASecondOfTheLeasesThatTookIt() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2),
        s -> {
          s.pool.warmUp(ECHO, 2);
          s.sim.advance(Duration.ofSeconds(5));
          List<Connection> held = new ArrayList<>();
          for (int round = 1; round <= 3; round++) {
            held.add(s.pool.acquire(ECHO));
            held.add(s.pool.acquire(ECHO));
            s.sim.advance(SECOND.plusMillis(10));
            assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
          }
          held.forEach(Connection::release);
        });
  }

  @Test
  void whatIsBeingDialedCountsTowardsTheMinimumIdle() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2),
        s -> {
          s.server.delay(Duration.ofSeconds(5));
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofSeconds(20));
          assertThat(s.net.connectCount()).isEqualTo(3);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
          held.release();
        });
  }

  @Test
  void anEndpointWhoseLeasesAreAllClosedIsInUseToo() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(1).maxIdleTime(Duration.ofSeconds(5)),
        s -> {
          s.pool.acquire(ECHO).close();
          for (int round = 0; round < 15; round++) {
            s.sim.advance(Duration.ofMillis(1500));
            assertThat(s.pool.stats(ECHO).idle()).as("round %d", round).isEqualTo(1);
            s.pool.acquire(ECHO).close();
          }
        });
  }

  @Test
  void whatTheServerClosesIsReplaced() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(1),
        s -> {
          s.use(ECHO, "a");
          s.sim.await(s::isAtRest);
          s.pool.clearEndpoint(ECHO);
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void theMinimumIdleNeverExceedsTheLimit() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(3).maxConnectionsPerEndpoint(3),
        s -> {
          Connection first = s.pool.acquire(ECHO);
          Connection second = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofSeconds(5));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          first.release();
          second.release();
          s.sim.advance(Duration.ofSeconds(5));
          assertThat(s.net.maxOpenCount()).isEqualTo(3);
        });
  }

  @Test
  void anEndpointNobodyHasUsedForTheIdleTimeKeepsNothing() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2).maxIdleTime(Duration.ofSeconds(10)),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(Duration.ofSeconds(9));
          assertThat(s.pool.stats(ECHO).idle()).isBetween(2, 3);
          s.sim.advance(Duration.ofSeconds(15));
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          long created = s.pool.stats(ECHO).totalCreated();
          s.sim.advance(Duration.ofSeconds(30));
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(created);
        });
  }

  @Test
  void aConnectionTooOldIsReplacedBeforeItIsClosed() {
    SimulatedPool.run(
        config ->
            config
                .minIdlePerEndpoint(1)
                .maxConnectionLifetime(Duration.ofSeconds(10))
                .maxIdleTime(Duration.ofMinutes(10)),
        s -> {
          s.use(ECHO, "a");
          s.sim.await(s::isAtRest);
          for (int step = 0; step < 300; step++) {
            s.sim.advance(Duration.ofMillis(100));
            assertThat(s.pool.stats(ECHO).idle()).isGreaterThanOrEqualTo(1);
          }
          assertThat(s.events.closed).hasSizeGreaterThanOrEqualTo(2);
          assertThat(s.events.closed).containsOnly(CloseReason.LIFETIME);
          assertThat(s.net.maxOpenCount()).isEqualTo(2);
        });
  }

  @Test
  void refillingStopsWhileTheServerIsDownAndBeginsAgainAfterwards() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2).maxIdleTime(Duration.ofMinutes(5)),
        s -> {
          s.use(ECHO, "a");
          s.sim.await(s::isAtRest);
          s.server.refuse();
          s.server.restart();
          int before = s.server.connectCount();
          s.pool.clearEndpoint(ECHO);
          s.sim.advance(Duration.ofMinutes(1));
          assertThat(s.server.connectCount() - before).isBetween(1, 2);
          s.server.accept(ServerHandler.echo());
          s.use(ECHO, "b");
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).idle()).isBetween(2, 3);
        });
  }

  @Test
  void refillingStopsWhenThePoolCloses() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(4),
        s -> {
          s.server.delay(SECOND);
          Thread caller =
              s.sim.spawn(
                  "caller",
                  () ->
                      assertThat(error(() -> s.pool.acquire(ECHO)))
                          .isInstanceOf(PoolError.PoolClosed.class));
          s.sim.advance(Duration.ofMillis(500));
          s.pool.close();
          s.sim.join(caller);
          int before = s.net.connectCount();
          s.sim.advance(Duration.ofMinutes(2));
          assertThat(s.net.connectCount()).isEqualTo(before);
        });
  }

  @Test
  void warmingUpReturnsAtOnceAndDialsInTheBackground() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(SECOND);
          s.pool.warmUp(ECHO, 4);
          assertThat(s.sim.elapsed()).isZero();
          assertThat(s.pool.stats(ECHO).dialing()).isEqualTo(4);
          s.sim.advance(SECOND.plusMillis(1));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(4);
          s.use(ECHO, "a");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(4);
          assertThat(s.pool.stats(ECHO).waiting()).isZero();
        });
  }

  @Test
  void warmingUpCountsWhatIsThereAlready() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          s.pool.warmUp(ECHO, 3);
          s.sim.await(() -> s.pool.stats(ECHO).dialing() == 0);
          s.pool.warmUp(ECHO, 2);
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(3);
          held.release();
        });
  }

  @Test
  void warmingUpBeyondTheLimitOrByNothingIsAnError() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3),
        s -> {
          for (int connections : new int[] {4, 0, -1}) {
            assertThatThrownBy(() -> s.pool.warmUp(ECHO, connections))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("connections must be");
          }
          s.sim.advance(SECOND);
          assertThat(s.net.connectCount()).isZero();
          s.pool.limit(ECHO, 4);
          s.pool.warmUp(ECHO, 4);
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(4);
        });
  }

  @Test
  void warmingUpMakesOneTryEachAndStopsWhenTheServerIsDown() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.refuse();
          s.pool.warmUp(ECHO, 4);
          s.sim.advance(Duration.ofSeconds(30));
          assertThat(s.net.connectCount()).isBetween(1, 4);
          assertThat(s.events.failedDials).hasSize(s.net.connectCount());
          assertThat(s.pool.stats(ECHO).errors()).isEqualTo(s.net.connectCount());
          assertThat(s.events.failedDials)
              .allSatisfy(
                  failure ->
                      assertThat(failure.error()).isInstanceOf(PoolError.ConnectionFailed.class));
        });
  }

  @Test
  void anEndpointThatWasWarmedKeepsItsMinimumIdleWithoutAnyAcquire() {
    SimulatedPool.run(
        config -> config.minIdlePerEndpoint(2),
        s -> {
          s.pool.warmUp(ECHO, 1);
          s.sim.advance(Duration.ofMillis(1500));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(2);
        });
  }

  @Test
  void aCallerWithAShortDeadlineDoesNotRuinTheDialOfOneWithALongOne() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          s.server.delay(Duration.ofMillis(200));
          Thread hasty =
              s.sim.spawn(
                  "hasty",
                  () -> {
                    PoolError error = error(() -> s.pool.acquire(ECHO, Duration.ofMillis(50)));
                    assertThat(error)
                        .isInstanceOfSatisfying(
                            PoolError.ConnectionTimeout.class,
                            timeout ->
                                assertThat(timeout.timeout()).isEqualTo(Duration.ofMillis(50)));
                    assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(50));
                  });
          s.sim.await(() -> s.pool.stats(ECHO).dialing() == 1);
          s.use(ECHO, "a");
          assertThat(s.sim.elapsed()).isEqualTo(Duration.ofMillis(200));
          s.sim.join(hasty);
          assertThat(s.net.connectCount()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).timeouts()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).errors()).isZero();
        });
  }

  @Test
  void aDialWhoseOnlyCallerGaveUpGoesIdle() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.server.delay(Duration.ofMillis(200));
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(50))))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          s.sim.advance(Duration.ofMillis(151));
          assertThat(s.pool.stats(ECHO).idle()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(1);
        });
  }

  @Test
  void aDialWhoseOnlyCallerGaveUpIsNotTriedAgain() {
    SimulatedPool.run(
        config -> config.connectRetryCount(5).connectRetryDelay(Duration.ofMillis(10)),
        s -> {
          s.server.delay(Duration.ofMillis(200)).refuse();
          assertThat(error(() -> s.pool.acquire(ECHO, Duration.ofMillis(50))))
              .isInstanceOf(PoolError.ConnectionTimeout.class);
          s.sim.advance(Duration.ofSeconds(5));
          assertThat(s.net.connectCount()).isEqualTo(1);
        });
  }
}
