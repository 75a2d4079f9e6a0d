package io.conpool.it.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import io.conpool.it.PlugIn;
import io.conpool.it.support.JavaProcess;
import io.conpool.it.support.NamedServer;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that jlink makes of a program and conpool. */
class LinkedImageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path API = BuiltJars.jar("conpool-api");
  private static final Path IMPL = BuiltJars.jar("conpool-impl");

  @TempDir Path folder;

  @Test
  void apiAndImplementationAreAllThatAnImageNeeds() throws Exception {
    DemoModule demo = new DemoModule(folder);
    link(List.of("demo", "io.conpool.impl"), List.of(demo.classes(), API, IMPL));
    assertThat(run("--list-modules").output().lines().map(line -> line.replaceFirst("@.*", "")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("demo", "io.conpool", "io.conpool.impl", "java.base"),
                    ellipticCurves().stream())
                .toList());
    poolsATlsConnection("jdk");
  }

  @Test
  void dnsjavaCanBeLinkedToo() throws Exception {
    DemoModule demo = new DemoModule(folder);
    link(
        List.of("demo", "io.conpool.impl", PlugIn.DNSJAVA.module()),
        List.of(
            demo.classes(),
            API,
            IMPL,
            PlugIn.DNSJAVA.jar(),
            PlugIn.DNSJAVA.library(),
            BuiltJars.foreign("slf4j-api")));
    poolsATlsConnection("dnsjava");
  }

  /** It has no module descriptor. */
  @Test
  void conscryptCannotBeLinked() throws Exception {
    DemoModule demo = new DemoModule(folder);
    StringWriter said = new StringWriter();
    int status =
        jlink(
            said,
            List.of("demo", "io.conpool.impl", PlugIn.CONSCRYPT.module()),
            List.of(demo.classes(), API, IMPL, PlugIn.CONSCRYPT.jar(), PlugIn.CONSCRYPT.library()));
    assertThat(status).isNotZero();
    assertThat(said.toString()).contains("org.conscrypt");
  }

  private void poolsATlsConnection(String dns) throws Exception {
    try (NamedServer server = new NamedServer(folder)) {
      List<String> arguments = new ArrayList<>(server.arguments());
      arguments.addAll(List.of("-m", DemoModule.MAIN));
      arguments.addAll(DemoModule.arguments(server));
      assertThat(run(arguments.toArray(String[]::new)).output())
          .contains("module demo read 42 at first", "module demo read 42 again")
          .contains("dns provider is " + dns + " (");
    }
  }

  private JavaProcess run(String... arguments) throws Exception {
    JavaProcess process = JavaProcess.run(image(), PATIENCE, List.of(arguments));
    assertThat(process.status()).as(process.output()).isZero();
    return process;
  }

  private void link(List<String> modules, List<Path> path) {
    StringWriter said = new StringWriter();
    assertThat(jlink(said, modules, path)).as(said.toString()).isZero();
  }

  private int jlink(StringWriter said, List<String> modules, List<Path> path) {
    List<String> added = new ArrayList<>(modules);
    added.addAll(ellipticCurves());
    PrintWriter out = new PrintWriter(said);
    return ToolProvider.findFirst("jlink")
        .orElseThrow()
        .run(
            out,
            out,
            "--module-path",
            path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            "--add-modules",
            String.join(",", added),
            "--output",
            image().toString());
  }

  private Path image() {
    return folder.resolve("image");
  }

  /** Where java.base has no elliptic curves of its own (before JDK 22), their module. */
  private static List<String> ellipticCurves() {
    String module = "jdk.crypto.ec";
    boolean needed =
        Runtime.version().feature() < 22 && ModuleFinder.ofSystem().find(module).isPresent();
    return needed ? List.of(module) : List.of();
  }
}
