package io.conpool.impl.sim;

/** Unwinds the threads that are left when a simulation is over. */
final class SimulationEnded extends Error {

  private static final long serialVersionUID = 1L;

  SimulationEnded() {
    super("the simulation is over", null, false, false);
  }
}
