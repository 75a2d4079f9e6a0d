package io.conpool.it.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The README.md at the root of the repository.
 *
 * @param text all of it
 */
record Readme(String text) {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  /** A block, with what names it on the line before. */
  private static final Pattern JAVA =
      Pattern.compile("(?m)^(?:<!-- snippet: ([a-z-]+) -->\n)?```java\n([^`]*)^```$");

  /** A block, with the path of the file that it is on the line before. */
  private static final Pattern FILE =
      Pattern.compile("(?m)^<!-- file: (\\S+) -->\n```\n([^`]*)^```$");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (.*) \\|$");

  static Readme read() throws IOException {
    return new Readme(Files.readString(MODULE.resolveSibling("README.md"), UTF_8));
  }

  /** The folder of this module. */
  static Path module() {
    return MODULE;
  }

  /** The Java blocks by name; one without a name is called {@code null}. */
  Map<String, String> snippets() {
    Map<String, String> snippets = new TreeMap<>();
    for (MatchResult block : JAVA.matcher(text).results().toList()) {
      snippets.merge(String.valueOf(block.group(1)), block.group(2), String::concat);
    }
    return snippets;
  }

  /** The files that are shown and are no Java classes, by their paths. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    for (MatchResult block : FILE.matcher(text).results().toList()) {
      files.put(block.group(1), block.group(2));
    }
    return files;
  }

  /** The cells of the table whose heading begins so, without the marks of code. */
  List<List<String>> table(String heading) {
    String table = text.substring(text.indexOf("| " + heading));
    return ROW.matcher(table.substring(0, (table + "\n\n").indexOf("\n\n")))
        .results()
        .skip(1)
        .map(row -> Arrays.stream(row.group(1).split(" \\| ", -1)).map(Readme::plain).toList())
        .toList();
  }

  private static String plain(String cell) {
    return cell.replace("`", "").strip();
  }
}
