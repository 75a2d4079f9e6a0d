package io.conpool.dns.dnsjava;

import java.util.regex.Pattern;

/** What is asked for: names, and nothing that another one could take for an address. */
final class Hostname {

  /** ASCII, no trailing dot, no address. What would be asked for otherwise, nobody has meant. */
  private static final Pattern PATTERN =
      Pattern.compile("([A-Za-z0-9_-]+\\.)*[A-Za-z0-9_-]*[A-Za-z_-][A-Za-z0-9_-]*");

  private Hostname() {}

  static boolean isOne(String text) {
    return PATTERN.matcher(text).matches();
  }

  /**
   * Refuses what is no normalised name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void require(String what, String text) {
    if (!isOne(text)) {
      throw new IllegalArgumentException(
          what + " must be a name in ASCII without a trailing dot, was " + text);
    }
  }

  /** The name without the dot that makes it absolute: no search path applies to it then. */
  static String withoutDot(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
