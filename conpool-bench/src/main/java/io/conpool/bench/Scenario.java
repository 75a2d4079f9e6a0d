package io.conpool.bench;

import io.conpool.bench.report.Bar;
import java.util.List;

/**
 * One question of the suite.
 *
 * @param letter how it is chosen
 * @param title what it asks
 * @param cases what is run
 * @param bars what conpool has to reach
 */
record Scenario(char letter, String title, List<Case> cases, List<Bar> bars) {

  /** All of them, in the order in which they are run. */
  static List<Scenario> all() {
    return List.of(
        LeaseScenarios.emptyLease(),
        CrowdScenarios.platformThreads(),
        CrowdScenarios.virtualThreads(),
        LeaseScenarios.manyEndpoints(),
        EchoScenarios.exchanges(),
        CostScenarios.handshakes(),
        LeaseScenarios.allocation(),
        CostScenarios.idleConnections(),
        CostScenarios.housekeeper(),
        CostScenarios.dials(),
        EngineScenarios.exchanges(),
        EngineScenarios.handshakes());
  }
}
