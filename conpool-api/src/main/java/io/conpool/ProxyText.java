package io.conpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of a proxy: a scheme, credentials if need be, a host and a port. */
final class ProxyText {

  /** What is right, to follow {@code must be}. */
  static final String RULE =
      "socks5://host:port or http://host:port, with user:password@ before the host where it is"
          + " wanted";

  private static final String SCHEME_END = "://";

  /** How others write that the proxy looks the name up, where socks5 means that they do. */
  private static final String ALSO_SOCKS5 = "socks5h";

  private static final String RESERVED = "/?#@";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
  private static final Pattern HARMLESS =
      Pattern.compile(
          "("
              + SCHEME
              + ")?([\\p{L}\\p{N}._-]*|\\[[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]*)?])(:[0-9]*)?/?");

  private ProxyText() {}

  static Proxy parse(String text) {
    int end = text.indexOf(SCHEME_END);
    if (end < 0) {
      throw noProxy(text);
    }
    Proxy.Kind kind = kind(text.substring(0, end), text);
    String rest = text.substring(end + SCHEME_END.length());
    int at = rest.lastIndexOf('@');
    Proxy proxy = at(kind, withoutSlash(rest.substring(at + 1)), text);
    return at < 0 ? proxy : withCredentials(proxy, rest.substring(0, at));
  }

  /** The root path, which is none: so the variable {@code http_proxy} is mostly written. */
  private static String withoutSlash(String place) {
    return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
  }

  private static Proxy at(Proxy.Kind kind, String place, String text) {
    try {
      return Proxy.at(kind, Authority.parse("proxy", place, text));
    } catch (InvalidArgumentException e) {
      if (isHarmless(text)) {
        throw e;
      }
      throw noProxy(text); // that one quotes what it is about
    }
  }

  private static InvalidArgumentException noProxy(String text) {
    return InvalidArgumentException.endpoint("proxy must be " + RULE + ", was " + quotable(text));
  }

  /**
   * What may be repeated of a text that cannot be read: any part of it may be one of a password,
   * since nobody knows what was meant, unless it looks like a host and a numeric port and nothing
   * else.
   */
  static String quotable(String text) {
    if (isHarmless(text)) {
      return text;
    }
    Matcher scheme = SCHEME.matcher(text);
    return scheme.lookingAt() ? scheme.group() + "…" : "…";
  }

  private static boolean isHarmless(String text) {
    return HARMLESS.matcher(text).matches();
  }

  private static Proxy.Kind kind(String scheme, String text) {
    if (scheme.equalsIgnoreCase(ALSO_SOCKS5)) {
      return Proxy.Kind.SOCKS5;
    }
    for (Proxy.Kind kind : Proxy.Kind.values()) {
      if (kind.scheme().equalsIgnoreCase(scheme)) {
        return kind;
      }
    }
    throw InvalidArgumentException.endpoint(
        "proxy scheme must be socks5, socks5h or http, was " + quotable(text));
  }

  private static Proxy withCredentials(Proxy proxy, String information) {
    if (information.chars().anyMatch(c -> RESERVED.indexOf(c) >= 0)) {
      throw InvalidArgumentException.endpoint(
          "proxy credentials must have '/', '?', '#' and '@' percent-encoded, as in %40 for '@'");
    }
    int colon = information.indexOf(':');
    if (colon < 0) {
      throw InvalidArgumentException.endpoint("proxy credentials must be user:password");
    }
    return proxy.withCredentials(
        decoded(information.substring(0, colon)), decoded(information.substring(colon + 1)));
  }

  /** Decodes what is percent-encoded (RFC 3986, section 2.1). */
  private static String decoded(String text) {
    ByteBuffer in = UTF_8.encode(text);
    ByteBuffer out = ByteBuffer.allocate(in.remaining());
    while (in.hasRemaining()) {
      byte next = in.get();
      out.put(next == '%' ? escaped(in) : next);
    }
    try {
      return UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      throw InvalidArgumentException.endpoint("proxy credentials must be UTF-8 once decoded");
    }
  }

  private static byte escaped(ByteBuffer in) {
    return (byte) (hexDigit(in) << 4 | hexDigit(in));
  }

  private static int hexDigit(ByteBuffer in) {
    int digit = in.hasRemaining() ? Character.digit((char) in.get(), 16) : -1;
    if (digit < 0) {
      throw InvalidArgumentException.endpoint(
          "proxy credentials must have two hexadecimal digits after each '%'; '%' itself is %25");
    }
    return digit;
  }
}
