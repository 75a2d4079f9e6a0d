package io.conpool.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.support.JavaProcess;
import io.conpool.it.support.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program of three lines in a JVM of its own, with the built jars of API and implementation. */
class StandaloneIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** How a program gets its pool. */
  enum Way {
    CREATE("ConnectionPool.create(PoolConfig.defaults())"),
    SERVICE_LOADER(
        "ServiceLoader.load(ConnectionPoolFactory.class).findFirst().orElseThrow()"
            + ".create(PoolConfig.defaults())");

    private final String expression;

    Way(String expression) {
      this.expression = expression;
    }

    private String program() {
      return """
          package demo;

          import io.conpool.*;
          import java.util.ServiceLoader;

          public class Main {
            public static void main(String[] args) throws Exception {
              try (ConnectionPool pool = %s) {
                int echo = pool.withConnection(Endpoint.parse(args[0]), c -> { c.outputStream().write(42); return c.inputStream().read(); });
                System.out.println(Main.class.getModule() + " read " + echo);
              }
            }
          }
          """
          .formatted(expression);
    }
  }

  private static final String MODULE =
      """
      module demo {
        requires io.conpool;

        uses io.conpool.ConnectionPoolFactory;
      }
      """;

  @ParameterizedTest
  @EnumSource
  void worksOnTheClassPath(Way way) throws Exception {
    compile(List.of("-cp", jars()), source("demo/Main.java", way.program()));

    assertThat(run("-cp", jars() + File.pathSeparator + classes(), "demo.Main"))
        .containsPattern("unnamed module @\\w+ read 42\\s");
  }

  @ParameterizedTest
  @EnumSource
  void worksAsNamedModules(Way way) throws Exception {
    compile(
        List.of("-p", jars()),
        source("demo/Main.java", way.program()),
        source("module-info.java", MODULE));

    assertThat(run("-p", jars() + File.pathSeparator + classes(), "-m", "demo/demo.Main"))
        .contains("module demo read 42");
  }

  @Test
  void withoutTheImplementationTheErrorSaysWhatToAdd() throws Exception {
    compile(List.of("-cp", jars()), source("demo/Main.java", Way.CREATE.program()));

    assertThat(
            run("-cp", BuiltJars.jar("conpool-api") + File.pathSeparator + classes(), "demo.Main"))
        .contains("add io.conpool:conpool-impl");
  }

  private Path source(String name, String text) throws IOException {
    Path file = folder.resolve("src").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void compile(List<String> path, Path... sources) {
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes()));
    arguments.addAll(path);
    Stream.of(sources).map(Path::toString).forEach(arguments::add);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(System.out, System.err, arguments.toArray(String[]::new))).isZero();
  }

  /** Returns what the program prints, errors included. */
  private String run(String... arguments) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      List<String> command = new ArrayList<>(List.of(arguments));
      command.add("127.0.0.1:" + server.port());
      return JavaProcess.run(PATIENCE, command).output();
    }
  }

  private String classes() {
    return folder.resolve("classes").toString();
  }

  private static String jars() {
    return BuiltJars.jar("conpool-api") + File.pathSeparator + BuiltJars.jar("conpool-impl");
  }
}
