package io.conpool.it.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import io.conpool.it.support.NamedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/** A user's module, compiled in a test: it leases one connection twice and says what it saw. */
final class DemoModule {

  /** To run it: module and class. */
  static final String MAIN = "demo/demo.Main";

  private static final String PROGRAM =
      """
      package demo;

      import io.conpool.*;
      import java.nio.file.Path;

      public class Main {
        public static void main(String[] args) throws Exception {
          TlsConfig tls = TlsConfig.builder().trustCertificates(Path.of(args[1])).build();
          Endpoint server = Endpoint.parse("tls://" + args[0]).withServerName(args[2]);
          try (ConnectionPool pool = ConnectionPool.create(PoolConfig.builder().tls(tls).build())) {
            for (int i = 0; i < 2; i++) {
              String said = pool.withConnection(server, c -> {
                c.outputStream().write(42);
                return c.inputStream().read() + (c.isReused() ? " again" : " at first");
              });
              System.out.println(Main.class.getModule() + " read " + said);
            }
          }
        }
      }
      """;

  private static final String DESCRIPTOR =
      """
      module demo {
        requires io.conpool;
      }
      """;

  private final Path classes;

  /** Compiles it, against the API alone. */
  DemoModule(Path folder) throws IOException {
    classes = folder.resolve("demo");
    Path program = Files.writeString(folder.resolve("Main.java"), PROGRAM);
    Path descriptor = Files.writeString(folder.resolve("module-info.java"), DESCRIPTOR);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--release",
                "17",
                "-p",
                BuiltJars.jar("conpool-api").toString(),
                "-d",
                classes.toString(),
                program.toString(),
                descriptor.toString());
    assertThat(status).as("javac").isZero();
  }

  /** The exploded module. */
  Path classes() {
    return classes;
  }

  /** What it is to be told. */
  static List<String> arguments(NamedServer server) {
    return List.of(server.authority(), server.trust().toString(), NamedServer.CERTIFIED);
  }
}
