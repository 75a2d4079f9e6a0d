package io.conpool;

import io.conpool.Endpoint.Security;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** The written form of an endpoint: an optional scheme, a host and a port; or a path. */
final class EndpointText {

  private static final String UNIX = "unix:";

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
    if (end < 0) {
      return network(text, text, Security.POOL_DEFAULT);
    }
    String authority = text.substring(end + 3);
    return switch (text.substring(0, end).toLowerCase(Locale.ROOT)) {
      case "tcp" -> network(authority, text, Security.PLAINTEXT);
      case "tls" -> network(authority, text, Security.TLS);
      case "starttls" -> network(authority, text, Security.STARTTLS);
      case "srv" -> Endpoint.service(authority, Security.POOL_DEFAULT);
      case "srv+tcp" -> Endpoint.service(authority, Security.PLAINTEXT);
      case "srv+tls" -> Endpoint.service(authority, Security.TLS);
      case "srv+starttls" -> Endpoint.service(authority, Security.STARTTLS);
      default ->
          throw InvalidArgumentException.endpoint(
              "scheme must be tcp, tls, starttls, unix, srv, srv+tcp, srv+tls or srv+starttls, was "
                  + text.substring(0, end));
    };
  }

  private static Endpoint network(String authority, String text, Security security) {
    return Endpoint.network(Authority.parse("endpoint", authority, text), security);
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
}
