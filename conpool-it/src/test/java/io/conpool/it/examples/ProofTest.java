package io.conpool.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** PROOF.md speaks of tests that are there. */
class ProofTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Map<String, Path> sources = testSources();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("PROOF.md"))).results().toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (MatchResult name : named) {
      assertThat(sources).containsKey(name.group(1));
      assertThat(Files.readString(sources.get(name.group(1))))
          .contains("void " + name.group(2) + "(");
    }
  }

  private static Map<String, Path> testSources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("conpool-impl/src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""), Function.identity()));
    }
  }
}
