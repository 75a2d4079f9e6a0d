package io.conpool.it.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.PlugIn;
import io.conpool.it.support.NamedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles resolve, services are there once, consumers are served: in every framework. */
class MatrixIT {

  private static final String FORMAT = "%-8s %-8s %-19s %7s %9s %-30s %-10s %-12s %6s%n";
  private static final List<Object[]> TABLE = new ArrayList<>();

  @TempDir Path folder;

  static Stream<Combination> combinations() {
    return Combination.all();
  }

  @AfterAll
  static void printTable() {
    System.out.printf("%nOSGi on JDK %s%n", Runtime.version());
    System.out.printf(
        FORMAT,
        "frame",
        "mediator",
        "plug-ins",
        "bundles",
        "factories",
        "providers chosen",
        "by service",
        "by loader",
        "ms");
    TABLE.forEach(row -> System.out.printf(FORMAT, row));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void conpoolIsThereOnceAndServesWhoeverAsks(Combination cell) throws Exception {
    long start = System.nanoTime();
    try (NamedServer server = new NamedServer(folder)) {
      List<Path> bundles = new ArrayList<>(cell.mediator().bundles());
      bundles.addAll(Bundles.of(cell.plugIns()));
      bundles.add(ConsumerJar.byService(folder));
      bundles.add(ConsumerJar.byLoader(folder, cell.mediator()));
      Findings found = new Playing(folder, server).play("resolve", cell.framework(), bundles);
      TABLE.add(row(cell, found, (System.nanoTime() - start) / 1_000_000));

      assertThat(found.get("inactive")).isEqualTo("[]");
      assertThat(found.get("factories")).isEqualTo("1");
      for (PlugIn plugIn : PlugIn.values()) {
        assertThat(found.get(plugIn.kind() + " services")).isEqualTo(cell.services(plugIn));
        isThereByNameIfInstalled(cell, plugIn, found.get(plugIn.provider()));
      }
      assertThat(found.get("pools")).as("without Configuration Admin").isEqualTo("0");
      assertThat(found.get("service")).isEqualTo("ok");
      assertThat(found.get("chosen")).isEqualTo(chosen(cell));
      findsConpoolByLoaderIfMediated(cell, found);
    }
  }

  private static String chosen(Combination cell) {
    return "{dns=" + cell.best(PlugIn.DNSJAVA) + ", tls=" + cell.best(PlugIn.CONSCRYPT) + "}";
  }

  private static void isThereByNameIfInstalled(Combination cell, PlugIn plugIn, String answer) {
    if (cell.plugIns().contains(plugIn)) {
      assertThat(answer).isEqualTo("ok");
    } else {
      assertThat(answer).contains("ProviderUnavailable", plugIn.provider());
    }
  }

  private static void findsConpoolByLoaderIfMediated(Combination cell, Findings found) {
    if (cell.mediator() == Mediator.NONE) {
      assertThat(found.get("loader")).isEqualTo("none found");
    } else {
      assertThat(found.get("loader")).isEqualTo("ok");
      assertThat(found.get("loader chosen")).as("services count").isEqualTo(chosen(cell));
    }
    // It is the API's bundle that calls the service loader there, and no mediator weaves that.
    assertThat(found.get("create")).contains("use the ConnectionPoolFactory service");
  }

  private static Object[] row(Combination cell, Findings found, long millis) {
    return new Object[] {
      cell.framework(),
      cell.mediator(),
      cell.plugInNames(),
      found.get("bundles"),
      found.get("factories"),
      found.get("chosen"),
      found.get("service"),
      found.get("loader"),
      millis
    };
  }
}
