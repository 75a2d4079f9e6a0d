package io.conpool.impl.proxy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an HTTP response (RFC 9112, section 4).
 *
 * @param code three digits
 * @param reason the words that follow, as they came; empty where there are none
 */
record StatusLine(int code, String reason) {

  static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int MAX_REASON = 100;

  private static final Pattern FORM =
      Pattern.compile("HTTP/1\\.[0-9] +([1-9][0-9]{2})( .*)?", Pattern.DOTALL);

  /** Reads a line without its end; null if it is no status line of HTTP/1. */
  static @Nullable StatusLine parse(String line) {
    Matcher parts = FORM.matcher(line);
    if (!parts.matches()) {
      return null;
    }
    String reason = parts.group(2);
    return new StatusLine(Integer.parseInt(parts.group(1)), reason == null ? "" : reason);
  }

  /** Only what is visible in ASCII: the words of a proxy must not forge lines in a log. */
  private static String clean(String reason) {
    String clean = reason.replaceAll("[^!-~]+", " ").strip();
    return clean.length() <= MAX_REASON ? clean : clean.substring(0, MAX_REASON) + "…";
  }

  /** Whether another response to the same request follows; after 101 there is none. */
  boolean isInterim() {
    return code / 100 == 1 && code != SWITCHING_PROTOCOLS;
  }

  boolean isSuccess() {
    return code / 100 == 2;
  }

  /**
   * Whether it is about the machine that says so, which has no way to the target or too much to do
   * just now: another machine of the proxy may.
   */
  boolean isOfOneMachine() {
    return code >= BAD_GATEWAY && code <= GATEWAY_TIMEOUT;
  }

  /** Code and reason, fit for a message. */
  @Override
  public String toString() {
    return (code + " " + clean(reason)).strip();
  }
}
