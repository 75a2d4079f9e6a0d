package io.conpool.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import io.conpool.it.support.JavaProcess;
import io.conpool.it.support.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider that README.md shows, with the files that it shows, found by a program's pool. */
class OwnProviderIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String PROGRAM =
      """
      package demo;

      import io.conpool.*;

      public class Main {
        public static void main(String[] args) throws Exception {
          try (ConnectionPool pool = ConnectionPool.create(PoolConfig.defaults())) {
            System.out.println("read " + pool.withConnection(Endpoint.parse(args[0]), c -> {
              c.outputStream().write(42);
              return c.inputStream().read();
            }));
          }
        }
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void compileProviderAndProgram() throws IOException {
    Readme readme = Readme.read();
    for (Map.Entry<String, String> file : readme.files().entrySet()) {
      write("names/" + file.getKey(), file.getValue());
    }
    String provider = readme.snippets().get("own-resolver");
    write("names/com/example/names/FixedNames.java", "package com.example.names;\n\n" + provider);
    compile("names", "module-info.java", "com/example/names/FixedNames.java");
    write("demo/demo/Main.java", PROGRAM);
    write("demo/module-info.java", "module demo { requires io.conpool; }");
    compile("demo", "module-info.java", "demo/Main.java");
  }

  @Test
  void isFoundOnTheClassPath() throws Exception {
    findsTheServer("-cp", path(), "demo.Main");
  }

  @Test
  void isFoundOnTheModulePath() throws Exception {
    findsTheServer("-p", path(), "-m", "demo/demo.Main");
  }

  private void findsTheServer(String... command) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      JavaProcess process =
          JavaProcess.run(
              PATIENCE,
              Stream.concat(Stream.of(command), Stream.of("orders.test:" + server.port()))
                  .toList());
      assertThat(process.output()).contains("read 42", "dns provider is fixed (priority 200");
      assertThat(process.status()).isZero();
    }
  }

  private String path() {
    return Stream.of(
            BuiltJars.jar("conpool-api"),
            BuiltJars.jar("conpool-impl"),
            folder.resolve("names"),
            folder.resolve("demo"))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Compiles beside the sources, against the API alone. */
  private void compile(String module, String... sources) {
    Path root = folder.resolve(module);
    List<String> arguments =
        Stream.concat(
                Stream.of("--release", "17", "-d", root.toString(), "-p"),
                Stream.concat(
                    Stream.of(BuiltJars.jar("conpool-api").toString()),
                    Stream.of(sources).map(source -> root.resolve(source).toString())))
            .toList();
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(System.out, System.err, arguments.toArray(String[]::new))).isZero();
  }
}
