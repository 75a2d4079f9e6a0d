package io.conpool.bench.report;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where something was measured. */
public final class Machine {

  private static final List<String> PEERS =
      List.of(
          "httpcore5-",
          "commons-pool2-",
          "connection-pool-",
          "stormpot-",
          "HikariCP-",
          "vibur-object-pool-",
          "netty-transport-",
          "reactor-pool-",
          "jmh-core-");

  private Machine() {}

  /**
   * Describes it.
   *
   * @return processors, memory, kernel, JVM, conpool's commit, and the versions of the peers
   */
  public static String describe() {
    return Runtime.getRuntime().availableProcessors()
        + " x "
        + field("/proc/cpuinfo", "model name")
        + ", memory "
        + field("/proc/meminfo", "MemTotal")
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + "; "
        + System.getProperty("java.vm.vendor")
        + " "
        + System.getProperty("java.runtime.version")
        + "; conpool "
        + commit()
        + ", "
        + peers();
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    } catch (IOException e) {
      return "?"; // not Linux
    }
  }

  /** The commit, and whether anything but the results has been changed since. */
  private static String commit() {
    try {
      String commit = git("describe", "--always");
      String changed = git("status", "--porcelain", "-uno", "--", ":/", ":(exclude,top)*RESULTS.md");
      return commit.isEmpty() ? "?" : changed.isEmpty() ? commit : commit + "-dirty";
    } catch (IOException e) {
      return "?"; // no git
    }
  }

  private static String git(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try (BufferedReader reader = new ProcessBuilder(command).start().inputReader()) {
      return reader.lines().collect(Collectors.joining(" "));
    }
  }

  private static String peers() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(element -> new File(element).getName())
        .filter(name -> PEERS.stream().anyMatch(name::startsWith))
        .map(name -> name.replaceFirst("\\.jar$", ""))
        .collect(Collectors.joining(", "));
  }
}
