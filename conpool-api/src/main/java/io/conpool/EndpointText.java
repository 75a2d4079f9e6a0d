package io.conpool;

import io.conpool.Endpoint.Security;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** The written form of an endpoint: an optional scheme, a host and a port; or a path. */
final class EndpointText {

  private static final String UNIX = "unix:";
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private EndpointText() {}

  static Endpoint parse(String text) {
    if (isUnix(text)) {
      return unix(text);
    }
    if (text.indexOf('@') >= 0) {
      // What stands before it may be a password: not repeated in the message.
      throw InvalidArgumentException.endpoint(
          "endpoint must not contain user information ('@'); credentials belong to the protocol");
    }
    int end = text.indexOf("://");
    Security security = end < 0 ? Security.POOL_DEFAULT : security(text.substring(0, end));
    String authority = end < 0 ? text : text.substring(end + 3);
    int colon = portColon(authority, text);
    int port = port(authority.substring(colon + 1), text);
    return Endpoint.network(authority.substring(0, colon), port, security);
  }

  private static Security security(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "tcp" -> Security.PLAINTEXT;
      case "tls" -> Security.TLS;
      case "starttls" -> Security.STARTTLS;
      default ->
          throw InvalidArgumentException.endpoint(
              "scheme must be tcp, tls, starttls or unix, was " + scheme);
    };
  }

  private static boolean isUnix(String text) {
    return text.regionMatches(true, 0, UNIX, 0, UNIX.length())
        && text.startsWith("/", UNIX.length());
  }

  private static Endpoint unix(String text) {
    String path = text.substring(UNIX.length());
    if (path.startsWith("//") && !path.startsWith("///")) {
      throw InvalidArgumentException.endpoint(
          "path must follow directly, as in unix:/run/x.sock, was " + text);
    }
    try {
      return Endpoint.unix(Path.of(path));
    } catch (InvalidPathException e) {
      throw InvalidArgumentException.endpoint("path must be one, was " + text);
    }
  }

  /** Finds the colon between host and port, and refuses what else a URI could hold. */
  private static int portColon(String authority, String text) {
    for (char c : new char[] {'/', '?', '#'}) {
      if (authority.indexOf(c) >= 0) {
        throw InvalidArgumentException.endpoint(
            "endpoint must end after the port, without path, query or fragment, was " + text);
      }
    }
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    if (colon < 0) {
      throw InvalidArgumentException.endpoint("port is missing: write host:port, was " + text);
    }
    if (bracket < 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw InvalidArgumentException.endpoint(
          "host must be in brackets if it is an IPv6 address, as in [::1]:443, was " + text);
    }
    if (bracket >= 0 && (colon != bracket + 1 || !authority.startsWith("["))) {
      throw InvalidArgumentException.endpoint(
          "endpoint must be [address]:port if the host has brackets, was " + text);
    }
    return colon;
  }

  private static int port(String digits, String text) {
    if (digits.isEmpty()) {
      throw InvalidArgumentException.endpoint("port is missing: write host:port, was " + text);
    }
    if (!PORT.matcher(digits).matches()) {
      throw InvalidArgumentException.endpoint("port must be 1 to 65535, was " + digits);
    }
    return Integer.parseInt(digits);
  }
}
