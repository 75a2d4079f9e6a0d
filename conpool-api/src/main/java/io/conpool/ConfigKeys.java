package io.conpool;

import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of a configuration in a map, and which of them an unknown one was meant to be. */
final class ConfigKeys {

  static final String PREFIX = "conpool.";

  private static final Map<String, Setting<?>> KNOWN =
      Setting.ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, setting -> setting));

  /** No known key is longer; more of an unknown one would only cost time. */
  private static final int MAX_LENGTH = 80;

  private ConfigKeys() {}

  /** Returns the setting of a key. */
  static Setting<?> setting(String key) {
    @Nullable Setting<?> setting = KNOWN.get(key);
    if (setting == null) {
      throw InvalidArgumentException.config(
          "key must be known, was " + cut(key) + "; did you mean " + nearest(key) + "?");
    }
    return setting;
  }

  /** Picks a pool's settings out of other properties. */
  static Map<String, String> among(Properties properties) {
    Map<String, String> settings = new TreeMap<>();
    for (Object key : properties.keySet()) {
      if (key instanceof String name
          && name.startsWith(PREFIX)
          && !(properties.get(key) instanceof String)) {
        throw InvalidArgumentException.config(setting(name).key() + " must be text in properties");
      }
    }
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        settings.put(name, properties.getProperty(name));
      }
    }
    return settings;
  }

  private static String nearest(String key) {
    String unknown = cut(key);
    return KNOWN.values().stream()
        .filter(Setting::hasText)
        .map(Setting::key)
        .min(
            Comparator.<String>comparingInt(known -> distance(unknown, known))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static String cut(String key) {
    return key.length() <= MAX_LENGTH ? key : key.substring(0, MAX_LENGTH);
  }

  /** Counts the characters to insert, delete or replace (Levenshtein), whatever their case. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same =
            Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
