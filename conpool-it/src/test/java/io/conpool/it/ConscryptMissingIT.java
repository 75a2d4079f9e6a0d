package io.conpool.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.conpool.it.support.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where Conscrypt cannot be loaded, in a JVM of its own. */
class ConscryptMissingIT {

  private static final long PATIENCE_SECONDS = 30;

  /** The first JDK that can be told to forbid native access. */
  private static final int CAN_FORBID = 24;

  /** Where nobody can make a file, not even root. */
  private static final Path NO_FILE_FITS = Path.of("/proc");

  @TempDir private Path folder;

  /** Why not. */
  enum Obstacle {
    NOT_INSTALLED,
    OTHER_PLATFORM,
    NOWHERE_TO_UNPACK,
    FORBIDDEN;

    List<String> options() {
      assumeTrue(this != FORBIDDEN || Runtime.version().feature() >= CAN_FORBID);
      assumeTrue(this != NOWHERE_TO_UNPACK || Files.isDirectory(NO_FILE_FITS));
      return switch (this) {
        case NOT_INSTALLED -> List.of();
        case OTHER_PLATFORM -> List.of("-Dos.arch=pdp11");
        case NOWHERE_TO_UNPACK -> List.of("-Dorg.conscrypt.native.workdir=" + NO_FILE_FITS);
        case FORBIDDEN -> List.of("--illegal-native-access=deny");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNextProviderIsUsed(Obstacle obstacle) throws Exception {
    assertThat(dial(obstacle))
        .contains("tls provider is jdk")
        .as("the JDK's own engines have seen what the server says")
        .contains("NOT_TLS");
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksForItByNameIsToldWhy(Obstacle obstacle) throws Exception {
    assertThat(dial(obstacle, "conscrypt"))
        .contains("ProviderUnavailable")
        .contains("Conscrypt cannot be loaded: ");
  }

  /** Returns what the program prints, errors included. */
  private String dial(Obstacle obstacle, String... provider) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(ConscryptMissingIT::greet)) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(obstacle.options());
      command.addAll(List.of("-cp", classPath(obstacle), Dial.class.getName()));
      command.add(String.valueOf(server.port()));
      command.addAll(List.of(provider));
      Path output = folder.resolve("output");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      } finally {
        process.destroyForcibly();
      }
      return Files.readString(output, UTF_8);
    }
  }

  private static void greet(Socket client) throws IOException {
    client.getOutputStream().write("hello\r\n".getBytes(UTF_8));
    LoopbackServer.keepSilent(client);
  }

  private static String classPath(Obstacle obstacle) throws Exception {
    Stream<Path> ours =
        Stream.of("conpool-api", "conpool-impl", "conpool-tls-conscrypt").map(BuiltJars::jar);
    Stream<Path> classes = Stream.of(home(Dial.class));
    Stream<Path> conscrypt =
        obstacle == Obstacle.NOT_INSTALLED ? Stream.of() : Stream.of(home(Conscrypt.class));
    return Stream.of(ours, classes, conscrypt)
        .flatMap(paths -> paths)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path home(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
