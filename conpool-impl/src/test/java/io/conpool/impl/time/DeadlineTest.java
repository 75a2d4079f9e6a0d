package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @Test
  void eitherTheWorkOrTheDeadlineWins() {
    Set<Boolean> outcomes = new HashSet<>();
    Simulation.explore(
        100,
        simulation ->
            simulation.spawn(
                "worker",
                () -> {
                  boolean[] aborted = {false};
                  Deadline deadline =
                      Deadline.arm(
                          simulation.platform(), simulation.now() + 1000, () -> aborted[0] = true);
                  simulation.advance(Duration.ofNanos(1000));
                  boolean inTime = deadline.disarm();
                  simulation.advance(Duration.ofSeconds(1));
                  assertThat(aborted[0]).isNotEqualTo(inTime);
                  outcomes.add(inTime);
                }));
    assertThat(outcomes).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void forNeverThereIsNoTimer() {
    Simulation simulation = new Simulation(1);
    simulation.spawn(
        "worker",
        () -> {
          Deadline never =
              Deadline.arm(simulation.platform(), Platform.FOREVER, () -> simulation.fail("ran"));
          assertThat(simulation.platform().pendingTimers()).isZero();
          assertThat(never.disarm()).isTrue();
        });
    simulation.run();
  }
}
