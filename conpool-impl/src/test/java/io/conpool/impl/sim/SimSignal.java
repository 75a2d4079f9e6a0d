package io.conpool.impl.sim;

import java.util.ArrayList;
import java.util.List;

/** Where simulated threads wait for a test double to change. */
final class SimSignal {

  private final Simulation simulation;
  private final List<SimThread> waiting = new ArrayList<>();

  SimSignal(Simulation simulation) {
    this.simulation = simulation;
  }

  /** Waits for a signal, the deadline or an interrupt; the caller looks which. */
  void await(String what, long deadline) {
    simulation.requireMayBlock("waited for " + what);
    SimThread self = simulation.requireSelf();
    waiting.add(self);
    try {
      simulation.block(what, deadline, true);
    } finally {
      waiting.remove(self);
    }
  }

  /** Wakes all that wait. */
  void send() {
    waiting.forEach(simulation::wake);
  }
}
