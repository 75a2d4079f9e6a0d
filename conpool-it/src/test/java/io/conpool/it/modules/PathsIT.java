package io.conpool.it.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import io.conpool.it.PlugIn;
import io.conpool.it.support.JavaProcess;
import io.conpool.it.support.NamedServer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The built jars on the class path and on the module path, with and without each plug-in. */
class PathsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** Where the jars are put. */
  enum Road {
    CLASS_PATH("unnamed module @\\w+") {
      @Override
      List<String> command(String path) {
        return List.of("-cp", path, DemoModule.MAIN.substring(DemoModule.MAIN.indexOf('/') + 1));
      }
    },
    MODULE_PATH("module demo") {
      @Override
      List<String> command(String path) {
        return List.of("-p", path, "-m", DemoModule.MAIN);
      }
    };

    /** What the program calls its own module. */
    private final String module;

    Road(String module) {
      this.module = module;
    }

    abstract List<String> command(String path);
  }

  static Stream<Arguments> ways() {
    return Stream.of(Road.values())
        .flatMap(
            road ->
                Stream.of(
                        Set.<PlugIn>of(),
                        Set.of(PlugIn.CONSCRYPT),
                        Set.of(PlugIn.DNSJAVA),
                        Set.of(PlugIn.values()))
                    .map(plugIns -> Arguments.of(road, plugIns)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aTlsConnectionIsPooledWithTheBestProvidersThatAreThere(Road road, Set<PlugIn> plugIns)
      throws Exception {
    DemoModule demo = new DemoModule(folder);
    try (NamedServer server = new NamedServer(folder)) {
      List<String> command = new ArrayList<>(server.arguments());
      command.addAll(road.command(path(demo, plugIns)));
      command.addAll(DemoModule.arguments(server));
      JavaProcess process = JavaProcess.run(PATIENCE, command);

      assertThat(process.status()).as(process.output()).isZero();
      assertThat(process.output())
          .containsPattern(road.module + " read 42 at first\\s")
          .containsPattern(road.module + " read 42 again\\s");
      for (PlugIn plugIn : PlugIn.values()) {
        String best = plugIns.contains(plugIn) ? plugIn.provider() : "jdk";
        assertThat(process.output()).contains(plugIn.kind() + " provider is " + best + " (");
      }
      assertThat(server.asked() > 0).isEqualTo(plugIns.contains(PlugIn.DNSJAVA));
    }
  }

  private static String path(DemoModule demo, Set<PlugIn> plugIns) {
    List<Path> path = new ArrayList<>();
    path.add(demo.classes());
    path.add(BuiltJars.jar("conpool-api"));
    path.add(BuiltJars.jar("conpool-impl"));
    for (PlugIn plugIn : plugIns) {
      path.add(plugIn.jar());
      path.add(plugIn.library());
    }
    if (plugIns.contains(PlugIn.DNSJAVA)) {
      path.add(BuiltJars.foreign("slf4j-api"));
    }
    return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
