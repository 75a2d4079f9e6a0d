package io.conpool.it.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what {@code jar --describe-module} says of each jar with the checked-in text.
 *
 * <p>If a change is meant, accept it with {@code -Dit.test=DescriptorsIT -Dmodules.update=true}.
 */
class DescriptorsIT {

  private static final Path TEXTS =
      BuiltJars.target("conpool-it").resolveSibling("src").resolve("test").resolve("modules");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conpool-api",
        "conpool-impl",
        "conpool-tls-conscrypt",
        "conpool-dns-dnsjava",
        "conpool-cmd"
      })
  void theModuleIsTheCheckedInText(String artifact) throws IOException {
    Path file = TEXTS.resolve(artifact + ".txt");
    List<String> actual = describe(BuiltJars.jar(artifact));
    if (Boolean.getBoolean("modules.update")) {
      Files.createDirectories(TEXTS);
      Files.writeString(file, String.join("\n", actual) + "\n", UTF_8);
    }
    assertThat(actual).isEqualTo(Files.readAllLines(file, UTF_8));
  }

  private static List<String> describe(Path jar) {
    StringWriter out = new StringWriter();
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(out),
                "--describe-module",
                "--file",
                jar.toString());
    assertThat(status).as(out.toString()).isZero();
    return out.toString()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !isOfTheJar(line))
        // Version and place of the jar follow the name.
        .map(line -> line.contains(" jar:") ? line.replaceFirst("[@ ].*", "") : line)
        .toList();
  }

  /** Which packages are inside is written by the tool that makes the jar, if it does so at all. */
  private static boolean isOfTheJar(String line) {
    return line.startsWith("contains ");
  }
}
