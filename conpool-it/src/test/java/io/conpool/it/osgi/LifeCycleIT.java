package io.conpool.it.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.PlugIn;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.NamedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bundles come and go under a pool that eight threads use. */
class LifeCycleIT {

  @TempDir Path folder;

  private Findings play(String scenario, Kind framework, Mediator mediator) throws Exception {
    try (NamedServer server = new NamedServer(folder)) {
      List<Path> bundles = new ArrayList<>(mediator.bundles());
      bundles.addAll(Bundles.of(EnumSet.allOf(PlugIn.class)));
      bundles.add(ConsumerJar.byService(folder));
      if (mediator != Mediator.NONE) {
        bundles.add(ConsumerJar.byLoader(folder, mediator));
      }
      Findings found = new Playing(folder, server).play(scenario, framework, bundles);
      Eventually.check(() -> assertThat(server.open()).as("connections at the server").isZero());
      return found;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBundleMayStopAndBeReplacedAndNoLaterExchangeFails(Kind framework) throws Exception {
    Findings found = play("live", framework, Mediator.NONE);
    System.out.printf(
        "%nBundles under load, %s on JDK %s%n"
            + "what | ms | exchanges until done | failed | exchanges after | failed%n",
        framework, Runtime.version());
    found.rows().forEach(System.out::println);
    System.out.println("class loaders: " + found.get("class loaders"));
    assertThat(found.rows()).hasSize(15);
  }

  @ParameterizedTest
  @EnumSource
  void aPoolOfABundleThatFoundTheFactoryByServiceLoaderIsClosedWhenTheBundleStops(Kind framework)
      throws Exception {
    Findings found = play("by loader", framework, Mediator.SPI_FLY);
    for (int round = 0; round < 3; round++) {
      assertThat(found.get("round " + round)).startsWith("ok, ").contains("idle=1");
    }
    assertThat(found.get("class loaders")).endsWith("none left");
  }

  @ParameterizedTest
  @EnumSource
  void providersAreSwappedFiftyTimesAndNothingFails(Kind framework) throws Exception {
    Findings found = play("swap", framework, Mediator.NONE);
    System.out.printf(
        "%nTLS and DNS swapped 50 times, %s on JDK %s: %s exchanges in %s s, %s failed;"
            + " choices: %s; class loaders: %s; threads and sockets: %s%n",
        framework,
        Runtime.version(),
        found.get("exchanges"),
        found.get("seconds"),
        found.get("failed"),
        found.get("choices"),
        found.get("class loaders"),
        found.get("threads and sockets"));
    assertThat(found.get("failed")).isEqualTo("0");
  }
}
