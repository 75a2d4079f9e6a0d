package io.conpool.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.conpool.it.support.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lease costs in system calls, where strace can count them. */
class SystemCallsIT {

  private static final int COUNT = 1_000;
  private static final long PATIENCE_SECONDS = 60;

  /** So many calls, in either run, may be the JVM's own: for a safepoint, or a page fault. */
  private static final int NOISE = COUNT / 20;

  @TempDir Path folder;

  @Test
  void aLeaseWithItsProbeAddsOneSystemCallOrFiveWhereTheProbeMustToggleBlocking() throws Exception {
    assumeThat(run(List.of("strace", "-o", "/dev/null", "true"))).as("strace works").isZero();
    int added = calls("lease") - calls("channel");
    int most = Runtime.version().feature() < 21 ? 5 : 1;
    assertThat(added).isLessThanOrEqualTo(most * COUNT + NOISE);
    assertThat(added).as("the probe is there").isGreaterThanOrEqualTo(COUNT - NOISE);
  }

  /** How many calls to the kernel the writing thread makes for all its writes. */
  private int calls(String way) throws Exception {
    Path trace = folder.resolve(way);
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::keepSilent)) {
      List<String> command =
          new ArrayList<>(List.of("strace", "-f", "-e", "trace=desc,network,file", "-o"));
      command.add(trace.toString());
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", classPath(), WriteLoop.class.getName()));
      command.addAll(List.of("127.0.0.1:" + server.port(), way, String.valueOf(COUNT)));
      assertThat(run(command)).isZero();
    }
    return between(Files.readAllLines(trace));
  }

  private int run(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      try {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }

  /** The calls that one thread made between its two marks. */
  private static int between(List<String> trace) {
    List<Integer> marks = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      if (trace.get(i).contains(WriteLoop.MARK)) {
        marks.add(i);
      }
    }
    assertThat(marks).hasSize(2);
    String thread = threadOf(trace.get(marks.get(0)));
    return (int)
        trace.subList(marks.get(0) + 1, marks.get(1)).stream()
            .filter(line -> threadOf(line).equals(thread) && !line.contains(" resumed>"))
            .count();
  }

  private static String threadOf(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static String classPath() {
    return String.join(
        File.pathSeparator,
        BuiltJars.jar("conpool-api").toString(),
        BuiltJars.jar("conpool-impl").toString(),
        BuiltJars.target("conpool-it").resolve("test-classes").toString());
  }
}
