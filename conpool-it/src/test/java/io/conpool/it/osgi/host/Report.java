package io.conpool.it.osgi.host;

import java.io.PrintStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run tells the test that started it: lines of the process's output that begin with {@link
 * #MARK}.
 *
 * @param out the process's output
 */
public record Report(PrintStream out) {

  /** Tells them from what else is printed. */
  public static final String MARK = "## ";

  /** Tells one thing, on one line. */
  void put(String key, Object value) {
    out.println(MARK + key + "=" + String.valueOf(value).replaceAll("\\s+", " "));
  }

  /** Tells one row of the run's table. */
  void row(Object... cells) {
    put("row", Stream.of(cells).map(String::valueOf).collect(Collectors.joining(" | ")));
  }
}
