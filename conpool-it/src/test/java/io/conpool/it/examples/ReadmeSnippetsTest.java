package io.conpool.it.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README.md shows as Java is what is compiled and run here. */
class ReadmeSnippetsTest {

  private static final Pattern MARKED =
      Pattern.compile("(?m)^ *// snippet: ([a-z-]+)\n((?s:.*?))\n *// end$");

  @Test
  void theReadmeShowsEverySnippetAndNothingElse() throws IOException {
    assertThat(Readme.read().snippets()).isEqualTo(compiled());
  }

  private static Map<String, String> compiled() throws IOException {
    Path sources = Readme.module().resolve("src/test/java/io/conpool/it/examples");
    Map<String, String> snippets = new TreeMap<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.sorted().toList()) {
        for (MatchResult marked :
            MARKED.matcher(Files.readString(file, UTF_8)).results().toList()) {
          snippets.merge(marked.group(1), marked.group(2).stripIndent() + "\n", String::concat);
        }
      }
    }
    return snippets;
  }
}
