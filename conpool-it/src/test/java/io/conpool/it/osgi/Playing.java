package io.conpool.it.osgi;

import io.conpool.it.BuiltJars;
import io.conpool.it.osgi.host.HostMain;
import io.conpool.it.osgi.host.Report;
import io.conpool.it.support.JavaProcess;
import io.conpool.it.support.NamedServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plays scenarios, each in a framework in a JVM of its own. */
final class Playing {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final NamedServer server;

  /**
   * Prepares to play.
   *
   * @param folder where files may be
   * @param server whom the consumers talk to
   */
  Playing(Path folder, NamedServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Plays one scenario to its good end, and returns what it reported. */
  Findings play(String scenario, Kind framework, List<Path> bundles)
      throws IOException, InterruptedException {
    Path temporary = Files.createTempDirectory(folder, "tmp");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // What is held by caches alone counts as collected.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Djava.io.tmpdir=" + temporary,
                "-Dconpool.it.authority=" + server.authority(),
                "-Dconpool.it.certified=" + NamedServer.CERTIFIED,
                "-Dconpool.it.trust=" + server.trust()));
    arguments.addAll(server.arguments());
    if (Runtime.version().feature() >= 24) {
      arguments.add("--enable-native-access=ALL-UNNAMED"); // Conscrypt's library
    }
    arguments.addAll(
        List.of(
            "-cp",
            framework.jar() + File.pathSeparator + BuiltJars.testClasses(),
            HostMain.class.getName(),
            scenario,
            folder.resolve("storage").toString()));
    bundles.forEach(bundle -> arguments.add(bundle.toString()));

    JavaProcess process = JavaProcess.run(PATIENCE, arguments);
    if (process.status() != 0) {
      throw new AssertionError(
          scenario
              + " in "
              + framework
              + " ended with "
              + process.status()
              + ":\n"
              + process.output());
    }
    return Findings.of(process.output(), Report.MARK);
  }
}
