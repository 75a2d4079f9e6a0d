package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Connection;
import io.conpool.PoolConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A time source of the user's own that throws. */
class FaultyTimeTest {

  private static PoolConfig.Builder oneInOrder(PoolConfig.Builder config) {
    return config.maxConnectionsPerEndpoint(1).fairnessDelay(Duration.ZERO);
  }

  @Test
  void aCallerWhomItThrowsOutOfTheQueueIsNotServed() {
    run(
        FaultyTimeTest::oneInOrder,
        s -> {
          Connection held = s.pool.acquire(ECHO);
          RuntimeException fault = new IllegalStateException("no more time");
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
  void whatACallerWasHandedWhomItThrowsOutIsPassedOn() {
    run(
        FaultyTimeTest::oneInOrder,
        s -> {
          Connection held = s.pool.acquire(ECHO);
          RuntimeException fault = new IllegalStateException("no more time");
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
}
