package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolStats;
import io.conpool.impl.sim.ServerHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Clearing an endpoint. */
class GenerationTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void clearingClosesIdleConnectionsAtOnceAndLeasedOnesOnReturn() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.use(ECHO, "a");
          s.pool.clearEndpoint(ECHO);
          assertThat(s.pool.stats(ECHO).idle()).isZero();
          assertThat(s.events.closed).containsExactly(CloseReason.CLEARED);
          SimulatedPool.exchange(held, "b");
          held.release();
          assertThat(s.events.closed).containsExactly(CloseReason.CLEARED, CloseReason.CLEARED);
          s.use(ECHO, "c");
          assertThat(s.pool.stats(ECHO).totalCreated()).isEqualTo(3);
        });
  }

  @Test
  void aRetiredLeaseStillCountsAgainstTheLimit() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.pool.clearEndpoint(ECHO);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "b"));
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          assertThat(s.net.connectCount()).isEqualTo(1);
          held.release();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          assertThat(s.net.connectCount()).isEqualTo(2);
          assertThat(s.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void aWaiterWhoseDialIsClearedWhileResolvingIsServedByANewOneAtOnce() {
    clearDuringDial(
        UnaryOperator.identity(),
        s -> s.dns.delay("echo.test", Duration.ofSeconds(5)),
        s -> s.dns.delay("echo.test", Duration.ZERO));
  }

  @Test
  void aWaiterWhoseDialIsClearedWhileConnectingIsServedByANewOneAtOnce() {
    clearDuringDial(
        UnaryOperator.identity(),
        s -> s.server.delay(Duration.ofSeconds(5)),
        s -> s.server.delay(Duration.ZERO));
  }

  @Test
  void aWaiterWhoseDialIsClearedInTheConnectHookIsServedByANewOneAtOnce() {
    clearDuringDial(
        config -> config.onConnect(setup -> setup.read(ByteBuffer.allocate(1))),
        s -> s.server.accept(ServerHandler.silent()),
        s ->
            s.server.accept(
                connection -> {
                  connection.write("!");
                  ServerHandler.echo().serve(connection);
                }));
  }

  @Test
  void aWaiterWhoseDialIsClearedInItsPauseIsServedByANewOneAtOnce() {
    clearDuringDial(
        config -> config.connectRetryDelay(Duration.ofSeconds(10)),
        s -> s.server.refuse(),
        s -> s.server.accept(ServerHandler.echo()));
  }

  private static void clearDuringDial(
      UnaryOperator<PoolConfig.Builder> config,
      Consumer<SimulatedPool> stall,
      Consumer<SimulatedPool> recover) {
    SimulatedPool.run(
        config,
        s -> {
          stall.accept(s);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).dialing()).isEqualTo(1);
          recover.accept(s);
          s.pool.clearEndpoint(ECHO);
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND);
          PoolStats stats = s.pool.stats(ECHO);
          assertThat(stats.totalCreated()).isEqualTo(1);
          assertThat(stats.errors()).isZero();
          assertThat(stats.timeouts()).isZero();
          assertThat(stats.waitTime()).isEqualTo(SECOND);
          assertThat(s.events.failedDials).isEmpty();
        });
  }

  @Test
  void aWaiterWhoseDialIsClearedInTheQueueForAGlobalPlaceKeepsWaitingForOne() {
    SimulatedPool.run(
        config -> config.maxConnections(1),
        s -> {
          Connection held = s.pool.acquire(s.another(1));
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(SECOND);
          s.pool.clearEndpoint(ECHO);
          s.sim.advance(SECOND);
          assertThat(s.pool.stats(ECHO).waiting()).isEqualTo(1);
          held.close();
          s.sim.join(waiter);
          assertThat(s.sim.elapsed()).isEqualTo(SECOND.multipliedBy(2));
          assertThat(s.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void clearingAtTheMomentADialEndsNeitherLosesTheWaiterNorThePlace() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          s.server.delay(SECOND);
          Thread waiter = s.sim.spawn("waiter", () -> s.use(ECHO, "a"));
          s.sim.advance(SECOND);
          s.pool.clearEndpoint(ECHO);
          s.sim.join(waiter);
          assertThat(s.net.maxOpenCount()).isEqualTo(1);
          assertThat(s.pool.stats(ECHO).errors()).isZero();
          s.use(ECHO, "b");
        });
  }

  @Test
  void whatIsLeasedAfterAClearWasMadeAfterIt() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3),
        s -> {
          Duration[] cleared = {Duration.ZERO};
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 5; caller++) {
            callers.add(
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 10; round++) {
                        Duration oldest = cleared[0];
                        try (Connection connection = s.pool.acquire(ECHO)) {
                          assertThat(s.sim.elapsed().minus(connection.age()))
                              .isGreaterThanOrEqualTo(oldest);
                          SimulatedPool.exchange(connection, "x" + round);
                          s.sim.advance(Duration.ofMillis(s.sim.random(5)));
                          connection.release();
                        }
                      }
                    }));
          }
          for (int round = 0; round < 5; round++) {
            s.sim.advance(Duration.ofMillis(3));
            s.pool.clearEndpoint(ECHO);
            cleared[0] = s.sim.elapsed();
          }
          callers.forEach(s.sim::join);
        });
  }

  @Test
  void clearingTakesTheDownMarkAway() {
    SimulatedPool.run(
        config -> config.connectRetryCount(0),
        s -> {
          s.server.refuse();
          assertThat(error(() -> s.pool.acquire(ECHO)))
              .isInstanceOf(PoolError.ConnectionFailed.class);
          s.server.accept(ServerHandler.echo()).delay(SECOND);
          assertThat(s.pool.describe()).contains("down");
          s.pool.clearEndpoint(ECHO);
          assertThat(s.pool.describe()).doesNotContain("down");
          List<Thread> callers = new ArrayList<>();
          for (int caller = 0; caller < 3; caller++) {
            callers.add(s.sim.spawn("caller-" + caller, () -> s.use(ECHO, "a")));
          }
          s.sim.advance(Duration.ofMillis(500));
          assertThat(s.pool.stats(ECHO).dialing()).isEqualTo(3);
          callers.forEach(s.sim::join);
        });
  }

  @Test
  void clearingAsksTheResolverAgain() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          int before = s.dns.lookups("echo.test");
          s.pool.clearEndpoint(ECHO);
          s.use(ECHO, "a");
          assertThat(s.dns.lookups("echo.test")).isGreaterThan(before);
        });
  }

  @Test
  void clearingOneEndpointLeavesTheOthersAlone() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          Endpoint other = s.another(1);
          s.use(ECHO, "a");
          s.use(other, "b");
          s.pool.clearEndpoint(ECHO);
          assertThat(s.pool.stats(other).idle()).isEqualTo(1);
        });
  }

  @Test
  void clearingAnEndpointThatIsNotKnownDoesNothing() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.pool.clearEndpoint(ECHO);
          assertThat(s.pool.allStats()).isEmpty();
        });
  }
}
