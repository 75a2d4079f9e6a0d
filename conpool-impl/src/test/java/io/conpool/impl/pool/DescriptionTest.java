package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.PoolError;
import io.conpool.impl.sim.ServerHandler;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The page that describes a pool. */
class DescriptionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void everyConnectionIsOnThePageWithStateAddressAgeUsesAndHolder() {
    SimulatedPool.run(
        config -> config.name("orders"),
        s -> {
          s.use(ECHO, "a");
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(SECOND);
          s.use(ECHO, "b");
          s.sim.advance(Duration.ofMillis(500));
          assertThat(s.pool.describe())
              .startsWith("pool orders (open), 1 endpoints\n")
              .contains("tcp://echo.test:7: limit 10\n")
              .contains("active 1, idle 1, dialing 0, waiting 0; created 2, reused 1, closed 0")
              .contains("leased  /10.0.0.1:7, 1.500 s old, 2 uses, leased for 1.500 s, by test\n")
              .contains("idle    /10.0.0.1:7, 0.500 s old, 1 uses, idle for 0.500 s\n");
          held.release();
        });
  }

  @Test
  void aLeaseIsOnThePageSinceItBeganAndAnIdleConnectionSinceItWasReturned() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          s.use(ECHO, "a");
          s.sim.advance(SECOND);
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(SECOND.multipliedBy(2));
          assertThat(s.pool.describe())
              .contains("3.000 s old, 2 uses, leased for 2.000 s, by test");
          held.release();
          s.sim.advance(Duration.ofMillis(500));
          assertThat(s.pool.describe()).contains("3.500 s old, 2 uses, idle for 0.500 s\n");
        });
  }

  @Test
  void waitersAndDialsAreOnThePage() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.server.delay(Duration.ofSeconds(5));
          Thread first = s.sim.spawn("first", () -> s.use(ECHO, "a"));
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 1);
          s.sim.advance(SECOND);
          Thread second = s.sim.spawn("second", () -> s.use(ECHO, "b"));
          s.sim.await(() -> s.pool.stats(ECHO).waiting() == 2);
          assertThat(s.pool.describe())
              .contains("waiting 2, the first for 1.000 s\n")
              .contains("dialing try 1\n")
              .contains("handing over");
          held.release();
          s.sim.join(first);
          s.sim.join(second);
          s.sim.await(s::isAtRest);
          assertThat(s.pool.describe()).doesNotContain("waiting 2").doesNotContain("dialing try");
        });
  }

  @Test
  void theLastFailureAndTheDownMarkAreOnThePage() {
    SimulatedPool.run(
        config -> config.connectRetryCount(1).connectRetryDelay(SECOND),
        s -> {
          s.server.refuse();
          Thread caller =
              s.sim.spawn(
                  "caller",
                  () ->
                      assertThat(error(() -> s.pool.acquire(ECHO)))
                          .isInstanceOf(PoolError.ConnectionFailed.class));
          s.sim.advance(Duration.ofMillis(100));
          assertThat(s.pool.describe()).contains("dialing pausing after try 1");
          s.sim.join(caller);
          assertThat(s.pool.describe())
              .contains("limit 10, down")
              .contains("last failed dial: ConnectionFailed{")
              .contains("Connection refused");
          s.server.accept(ServerHandler.echo());
          s.use(ECHO, "a");
          assertThat(s.pool.describe()).doesNotContain("down");
        });
  }

  @Test
  void theStateOfThePoolIsOnThePage() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          assertThat(s.pool.describe()).startsWith("pool conpool (open), 0 endpoints\n");
          s.pool.suspend();
          assertThat(s.pool.describe()).contains("(suspended)");
          s.pool.resume();
          assertThat(s.pool.describe()).contains("(open)");
          s.pool.close();
          assertThat(s.pool.describe()).contains("(closed)");
        });
  }

  @Test
  void describingNeverDisturbsWhatGoesOn() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(2),
        s -> {
          Thread[] callers = new Thread[4];
          for (int caller = 0; caller < callers.length; caller++) {
            callers[caller] =
                s.sim.spawn(
                    "caller-" + caller,
                    () -> {
                      for (int round = 0; round < 5; round++) {
                        s.use(ECHO, "x");
                        if (round == 2) {
                          s.pool.clearEndpoint(ECHO);
                        }
                      }
                    });
          }
          for (int round = 0; round < 20; round++) {
            assertThat(s.pool.describe()).startsWith("pool conpool (open)");
            s.sim.yieldPoint();
          }
          for (Thread caller : callers) {
            s.sim.join(caller);
          }
        });
  }
}
