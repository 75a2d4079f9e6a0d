package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.PoolError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one timer that looks at the clock for all who wait at an endpoint. */
class WaitAlarmTest {

  private static final Duration MILLISECOND = Duration.ofMillis(1);

  @Test
  void eachCallerWaitsForItsOwnTimeWhoeverElseDoes() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Duration> times =
              List.of(
                  Duration.ofSeconds(25),
                  Duration.ofMillis(300),
                  Duration.ofMillis(100),
                  Duration.ofNanos(1),
                  Duration.ofMillis(200),
                  Duration.ofSeconds(9),
                  Duration.ofMillis(300),
                  Duration.ofMinutes(5));
          List<Caller<Connection>> callers = new ArrayList<>();
          for (Duration time : times) {
            callers.add(s.acquireElsewhere("for " + time, time));
          }
          for (int i = 0; i < times.size(); i++) {
            assertThat(callers.get(i).took()).isEqualTo(times.get(i));
            assertThat(callers.get(i).error()).isInstanceOf(PoolError.AcquireTimeout.class);
          }
          held.release();
        });
  }

  @Test
  void manyWaitsLeaveFewTimers() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          Caller<Connection> patient = s.acquireElsewhere("patient", Duration.ofMinutes(5));
          for (int round = 0; round < 50; round++) {
            Duration time = MILLISECOND.multipliedBy(2 + round % 3);
            assertThat(s.acquireElsewhere("hasty " + round, time).took()).isEqualTo(time);
          }
          assertThat(s.platform.pendingTimers()).isLessThan(10);
          held.release();
          patient.result().release();
          for (int round = 0; round < 50; round++) { // hand-over mode comes and goes
            Connection again = s.pool.acquire(ECHO);
            Caller<Connection> next = s.acquireElsewhere("next " + round);
            s.sim.advance(MILLISECOND.multipliedBy(2));
            again.release();
            next.result().release();
          }
          assertThat(s.platform.pendingTimers()).isLessThan(10);
        });
  }

  @Test
  void withoutAThreadForTimersEachCallerWatchesItsOwnClock() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofMillis(62_500)); // until no alarm is left from before
          s.platform.refuseTimers();
          Duration time = Duration.ofMillis(20);
          Caller<Connection> first = s.acquireElsewhere("first", time);
          Caller<Connection> longer = s.acquireElsewhere("longer", time.multipliedBy(3));
          Caller<Connection> last = s.acquireElsewhere("last", time.multipliedBy(2));
          assertThat(first.took()).isEqualTo(time);
          assertThat(last.took()).isEqualTo(time.multipliedBy(2));
          held.release();
          assertThat(longer.took()).isEqualTo(time.multipliedBy(2));
          longer.result().release();
        });
  }

  @Test
  void withoutAThreadForTimersNobodyIsOvertakenAtAll() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          s.sim.advance(Duration.ofMillis(62_500)); // until no alarm is left from before
          s.platform.refuseTimers();
          List<String> order = new ArrayList<>();
          Thread patient = s.sim.spawn("patient", () -> useOnce(s, "patient", order));
          s.settle();
          held.release();
          useOnce(s, "newcomer", order);
          s.sim.join(patient);
          assertThat(order).containsExactly("patient", "newcomer");
        });
  }

  private static void useOnce(SimulatedPool s, String name, List<String> order) throws Exception {
    try (Connection connection = s.pool.acquire(ECHO)) {
      order.add(name);
      connection.release();
    }
  }

  @Test
  void ofAThousandAndMoreEachIsCalledWithinAMillisecondOfItsDeadline() {
    run(
        1,
        config -> config.maxConnectionsPerEndpoint(1),
        s -> {
          Connection held = s.pool.acquire(ECHO);
          List<Caller<Connection>> callers = new ArrayList<>();
          for (int i = 0; i < 1_100; i++) {
            callers.add(s.acquireElsewhere("caller " + i, MILLISECOND.plusNanos(1_000L * i)));
          }
          for (int i = 0; i < callers.size(); i++) {
            assertThat(callers.get(i).took())
                .isBetween(
                    MILLISECOND.plusNanos(1_000L * i),
                    MILLISECOND.multipliedBy(2).plusNanos(1_000L * i));
          }
          held.release();
        });
  }
}
