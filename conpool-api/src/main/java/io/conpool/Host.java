package io.conpool;

import java.net.IDN;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host name or an address literal in the one form that it is compared, looked up and verified in.
 *
 * @param text the name in lower-case ASCII without a trailing dot, or the canonical address without
 *     brackets; empty for none
 * @param literal whether it is an address
 */
record Host(String text, boolean literal) {

  /** The host of an endpoint that has none. */
  static final Host NONE = new Host("", false);

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  /**
   * What nobody can mean by a name; cut before IDN conversion, whose cost grows with the square of
   * the length.
   */
  private static final int MAX_TEXT = 1024;

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]+");
  private static final Pattern SERVICE = Pattern.compile("_[^.]+\\._tcp\\..+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /**
   * Normalises what a caller wrote, without asking a resolver.
   *
   * @param part what it is, for the message, as in {@code host} or {@code serverName}
   * @param text what was written
   */
  static Host parse(String part, String text) {
    if (text.isEmpty()) {
      throw InvalidArgumentException.endpoint(part + " must not be empty");
    }
    refuseForeignCharacters(part, text);
    if (text.startsWith("[") || text.indexOf(':') >= 0) {
      return ipv6(part, text);
    }
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (isIpv4(bare)) {
      return new Host(bare, true);
    }
    return new Host(name(part, bare, text), false);
  }

  /** Normalises the name of a service in its domain. */
  static Host service(String text) {
    Objects.requireNonNull(text, "name");
    Host name = parse("service", text);
    if (!SERVICE.matcher(name.text).matches()) {
      throw InvalidArgumentException.endpoint(
          "service must be written _service._tcp.domain, as in _ldap._tcp.example.com, was "
              + text);
    }
    return name;
  }

  /** The domain of a service, without the two labels before it. */
  Host domain() {
    return new Host(text.substring(text.indexOf('.', text.indexOf('.') + 1) + 1), false);
  }

  /**
   * Tells whether this is four decimal numbers; other forms that C libraries take for an address
   * are none.
   */
  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  /** The host as it stands before a colon and a port. */
  String bracketed() {
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }

  /** Whether it is an address with a scope: what it means, only this machine knows. */
  boolean hasScope() {
    return text.indexOf('%') >= 0;
  }

  /**
   * The host without the scope of a link-local address, which means nothing to the peer or its
   * certificate.
   */
  String withoutScope() {
    int percent = text.indexOf('%');
    return percent < 0 ? text : text.substring(0, percent);
  }

  private static void refuseForeignCharacters(String part, String text) {
    if (text.length() > MAX_TEXT) {
      throw InvalidArgumentException.endpoint(part + " must have at most 253 characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        throw InvalidArgumentException.endpoint(
            part + " must not contain spaces, line breaks or control characters, was " + text);
      }
    }
    if (text.indexOf('@') >= 0) {
      // What stands before it may be a password: not repeated in the message.
      throw InvalidArgumentException.endpoint(
          part + " must not contain user information ('@'); credentials belong to the protocol");
    }
  }

  private static Host ipv6(String part, String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    String bare = brackets ? text.substring(1, text.length() - 1) : text;
    @Nullable String canonical = Ipv6Text.canonical(bare);
    if (canonical == null) {
      throw InvalidArgumentException.endpoint(
          part + " must be a name or an IPv4 or IPv6 address, without a port, was " + text);
    }
    return new Host(canonical, true);
  }

  private static String name(String part, String bare, String written) {
    String name = ascii(part, bare, written).toLowerCase(Locale.ROOT);
    if (name.length() > MAX_NAME) {
      throw InvalidArgumentException.endpoint(
          part + " must have at most 253 characters, has " + name.length());
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > MAX_LABEL) {
        throw InvalidArgumentException.endpoint(
            part + " must have 1 to 63 characters between dots, was " + written);
      }
      // After the conversion: it turns some letters into '/', '.' or digits.
      if (!LABEL.matcher(label).matches()) {
        throw InvalidArgumentException.endpoint(
            part + " must consist of letters, digits, '-', '_' and '.', was " + written);
      }
    }
    if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
      // No top-level domain is a number, and resolvers read 127.1, 010.0.0.1 or 2130706433 as some
      // address.
      throw InvalidArgumentException.endpoint(
          part + " must be a name or an IPv4 address of four decimal numbers, was " + written);
    }
    return name;
  }

  private static String ascii(String part, String bare, String written) {
    if (bare.chars().allMatch(c -> c < 0x80)) {
      return bare;
    }
    try {
      return IDN.toASCII(bare);
    } catch (IllegalArgumentException e) {
      throw InvalidArgumentException.endpoint(
          part + " must be a valid international name (" + e.getMessage() + "), was " + written);
    }
  }
}
