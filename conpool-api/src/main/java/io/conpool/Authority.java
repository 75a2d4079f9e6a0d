package io.conpool;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A host as it is written, and a port: {@code host:port} or {@code [::1]:443}.
 *
 * @param host what stands before the port, not normalised yet
 * @param port 1 to 65535
 */
record Authority(String host, int port) {

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  Authority {
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > 65_535) {
      throw InvalidArgumentException.endpoint("port must be 1 to 65535, was " + port);
    }
  }

  /**
   * Splits a text, and refuses what else a URI could hold.
   *
   * @param part what it is, for the message: {@code endpoint} or {@code proxy}
   * @param text host and port
   * @param written what to quote in a message: all that was written, but nothing secret
   */
  static Authority parse(String part, String text, String written) {
    int colon = portColon(part, text, written);
    return new Authority(text.substring(0, colon), port(text.substring(colon + 1), written));
  }

  /** Finds the colon between host and port. */
  private static int portColon(String part, String text, String written) {
    for (char c : new char[] {'/', '?', '#'}) {
      if (text.indexOf(c) >= 0) {
        throw InvalidArgumentException.endpoint(
            part + " must end after the port, without path, query or fragment, was " + written);
      }
    }
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', bracket + 1);
    if (colon < 0) {
      throw withoutPort(written);
    }
    if (bracket < 0 && text.indexOf(':', colon + 1) >= 0) {
      throw InvalidArgumentException.endpoint(
          "host must be in brackets if it is an IPv6 address, as in [::1]:443, was " + written);
    }
    if (bracket >= 0 && (colon != bracket + 1 || !text.startsWith("["))) {
      throw InvalidArgumentException.endpoint(
          part + " must be [address]:port if the host has brackets, was " + written);
    }
    return colon;
  }

  private static int port(String digits, String written) {
    if (digits.isEmpty()) {
      throw withoutPort(written);
    }
    if (!PORT.matcher(digits).matches()) {
      throw InvalidArgumentException.endpoint("port must be 1 to 65535, was " + digits);
    }
    return Integer.parseInt(digits);
  }

  private static InvalidArgumentException withoutPort(String written) {
    return InvalidArgumentException.endpoint("port is missing: write host:port, was " + written);
  }
}
