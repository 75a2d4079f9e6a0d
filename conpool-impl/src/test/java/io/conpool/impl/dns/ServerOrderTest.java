package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conpool.impl.sim.SimPlatform;
import io.conpool.impl.sim.Simulation;
import io.conpool.spi.DnsService;
import java.util.ArrayList;
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

  /** How often each comes first, where they have these weights. */
  private static List<Double> shares(SimPlatform platform, int... weights) {
    List<DnsService> servers = new ArrayList<>();
    for (int weight : weights) {
      servers.add(server("s" + servers.size(), 0, weight));
    }
    Map<String, Integer> firsts = firsts(platform, servers);
    return servers.stream()
        .map(each -> firsts.getOrDefault(each.target(), 0) / (double) DRAWS)
        .toList();
  }

  private static void assertClose(List<Double> shares, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(shares.get(i)).isCloseTo(expected[i], within(0.02));
    }
  }

  @Test
  void ofOnePriorityEachComesFirstInProportionToItsWeight() {
    onPlatform(
        platform -> {
          assertClose(shares(platform, 1, 1), 0.5, 0.5);
          assertClose(shares(platform, 1, 2), 0.333, 0.667);
          assertClose(shares(platform, 300, 100), 0.75, 0.25);
          assertClose(shares(platform, 65_535, 65_535, 65_535, 65_535), 0.25, 0.25, 0.25, 0.25);
        });
  }

  @Test
  void withoutWeightsAllAreAlike() {
    onPlatform(platform -> assertClose(shares(platform, 0, 0, 0), 0.333, 0.333, 0.333));
  }

  @Test
  void weightZeroComesFirstHardlyEverBesideOthers() {
    onPlatform(platform -> assertThat(shares(platform, 0, 1).get(0)).isBetween(0.001, 0.03));
  }
}
