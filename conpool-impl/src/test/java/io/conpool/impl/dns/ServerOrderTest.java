package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.DnsService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** RFC 2782: priority, then chance by weight. */
class ServerOrderTest {

  private static final int DRAWS = 10_000;

  private static DnsService server(String target, int priority, int weight) {
    return new DnsService(target, 389, priority, weight);
  }

  private static void onPlatform(Consumer<SimPlatform> body) {
    Simulation sim = new Simulation(1);
    sim.spawn("test", () -> body.accept(sim.newPlatform("order")));
    sim.run();
  }

  private static Map<String, Integer> firsts(SimPlatform platform, List<DnsService> servers) {
    Map<String, Integer> firsts = new HashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      List<DnsService> drawn = new ServerOrder(platform).draw(servers);
      assertThat(drawn).containsExactlyInAnyOrderElementsOf(servers);
      firsts.merge(drawn.get(0).target(), 1, Integer::sum);
    }
    return firsts;
  }

  @Test
  void theLowestPriorityComesFirstWhateverTheWeights() {
    onPlatform(
        platform -> {
          List<DnsService> servers =
              List.of(server("c", 20, 60_000), server("a", 1, 0), server("b", 10, 5));
          assertThat(new ServerOrder(platform).draw(servers))
              .extracting(DnsService::target)
              .containsExactly("a", "b", "c");
        });
  }

  @Test
  void ofOnePriorityEachComesFirstInProportionToItsWeight() {
    onPlatform(
        platform -> {
          Map<String, Integer> firsts =
              firsts(platform, List.of(server("a", 0, 100), server("b", 0, 300)));
          assertThat(firsts.get("a") / (double) DRAWS).isCloseTo(0.25, within(0.03));
        });
  }

  @Test
  void weightZeroComesFirstHardlyEverBesideOthers() {
    onPlatform(
        platform -> {
          Map<String, Integer> firsts =
              firsts(platform, List.of(server("a", 0, 99), server("b", 0, 0)));
          assertThat(firsts.get("b") / (double) DRAWS).isBetween(0.001, 0.03);
        });
  }

  @Test
  void withoutWeightsAllTakeTheirTurnInSomeOrder() {
    onPlatform(
        platform -> {
          List<DnsService> servers = List.of(server("a", 0, 0), server("b", 0, 0));
          assertThat(new ServerOrder(platform).draw(servers)).hasSize(2);
        });
  }
}
