package io.conpool.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with one marked place for each scenario, between which people write what they think of it.
 *
 * @param path the file, which need not be there yet
 */
public record ResultsFile(Path path) {

  /**
   * Puts the tables of a scenario where the earlier ones were, or at the end.
   *
   * @param letter which scenario
   * @param markdown its tables
   * @throws IOException if the file cannot be read or written
   */
  public void put(String letter, String markdown) throws IOException {
    String begin = "<!-- measured: " + letter + " -->\n";
    String end = "<!-- end: " + letter + " -->\n";
    String text = Files.exists(path) ? Files.readString(path) : "";
    String block = begin + markdown + end;
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from >= 0 && to > from) {
      text = text.substring(0, from) + block + text.substring(to + end.length());
    } else {
      text = text + (text.isEmpty() ? "" : "\n") + block;
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(path, text);
  }
}
