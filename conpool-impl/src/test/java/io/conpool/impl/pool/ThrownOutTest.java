package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.spi.TransportProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A caller whom an Error throws out of its acquire. */
class ThrownOutTest {

  /** With one place; once in strict order, and once in the mode in which waiters are woken. */
  private static void inBothModes(SimulatedPool.Body body) {
    for (Duration fairness : List.of(Duration.ZERO, Duration.ofSeconds(1))) {
      run(config -> config.maxConnectionsPerEndpoint(1).fairnessDelay(fairness), body);
    }
  }

  @Test
  void whoIsThrownOutOfTheQueueIsNotServed() {
    inBothModes(
        s -> {
          Connection held = s.pool.acquire(ECHO);
          RuntimeException fault = new IllegalStateException("out");
          s.platform.throwBeforeNextPark(fault);
          assertThat(s.acquireElsewhere("thrown out").failure()).isSameAs(fault);
          assertThat(s.pool.stats(ECHO).waiting()).isZero();
          Caller<Boolean> next = s.useElsewhere("next");
          s.settle();
          held.release();
          next.result();
        });
  }

  @Test
  void whatWasHandedToWhoIsThrownOutIsPassedOn() {
    inBothModes(
        s -> {
          Connection held = s.pool.acquire(ECHO);
          RuntimeException fault = new IllegalStateException("out");
          s.platform.throwAfterNextPark(fault);
          Caller<Connection> thrownOut = s.acquireElsewhere("thrown out");
          s.settle();
          Caller<Boolean> next = s.useElsewhere("next");
          s.settle();
          held.release();
          next.result();
          assertThat(thrownOut.failure()).isSameAs(fault);
          assertThat(s.net.connectCount()).isEqualTo(1);
        });
  }

  @Test
  void theConnectionThatWhoIsThrownOutWasLookingAtIsClosedAndItsPlaceIsFree() {
    CallNotes notes = new CallNotes();
    SimulatedPool.run(
        1,
        config -> config.maxConnectionsPerEndpoint(1),
        given -> List.of(notes.network((TransportProvider) given.get(0)), given.get(1)),
        s -> {
          s.use(ECHO, "warm");
          Error fault = new StackOverflowError();
          notes.throwNext("readNow", fault);
          assertThatThrownBy(() -> s.pool.acquire(ECHO)).isSameAs(fault);
          assertThat(s.pool.stats(ECHO).active()).isZero();
          assertThat(s.net.openCount()).isZero();
          s.use(ECHO, "another");
          assertThat(s.sim.elapsed()).isZero();
        });
  }
}
