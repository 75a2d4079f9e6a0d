package io.conpool.it.osgi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario has reported.
 *
 * @param values by key
 * @param rows those of its table, in their order
 * @param output everything that was printed
 */
record Findings(Map<String, String> values, List<String> rows, String output) {

  private static final String ROW = "row";

  /** Picks the marked lines out of a process's output. */
  static Findings of(String output, String mark) {
    Map<String, String> values = new HashMap<>();
    List<String> rows = new ArrayList<>();
    for (String line : output.lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith(mark) && equals > 0) {
        String key = line.substring(mark.length(), equals);
        String value = line.substring(equals + 1);
        if (key.equals(ROW)) {
          rows.add(value);
        } else {
          values.put(key, value);
        }
      }
    }
    return new Findings(values, rows, output);
  }

  /** What was said of something. */
  String get(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new AssertionError("nothing was said of " + key + ":\n" + output);
    }
    return value;
  }
}
