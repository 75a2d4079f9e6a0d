package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstLeaseTest {

  @Test
  void aReleasedConnectionIsReused() {
    SimulatedPool.run(
        config -> config,
        simulated -> {
          simulated.use(SimulatedPool.ECHO, "one");
          simulated.use(SimulatedPool.ECHO, "two");
          assertThat(simulated.server.acceptCount()).isEqualTo(1);
          assertThat(simulated.pool.total().totalReused()).isEqualTo(1);
        });
  }

  @Test
  void callersFarAboveTheLimitAreAllServedWithinIt() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(3),
        simulated -> {
          List<Thread> callers = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            String word = "caller-" + i;
            callers.add(
                simulated.sim.spawn(
                    word,
                    () -> {
                      for (int round = 0; round < 5; round++) {
                        simulated.use(SimulatedPool.ECHO, word);
                      }
                    }));
          }
          callers.forEach(simulated.sim::join);
          assertThat(simulated.net.maxOpenCount()).isLessThanOrEqualTo(3);
          assertThat(simulated.pool.total().totalCreated()).isLessThanOrEqualTo(3);
        });
  }
}
