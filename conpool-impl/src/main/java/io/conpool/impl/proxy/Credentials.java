package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Proxy;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP proxy is told of who asks: credentials of the scheme Basic (RFC 7617), in UTF-8.
 *
 * @param user without a colon
 */
record Credentials(String user, String password) {

  /** A shorter part of the encoded form says nothing of the password, or may be there by chance. */
  private static final int TELLING = 8;

  /** Those of a proxy; null where it has none. */
  static @Nullable Credentials of(Proxy proxy) {
    String user = proxy.user();
    String password = proxy.password();
    return user == null || password == null ? null : new Credentials(user, password);
  }

  /** As they are sent. */
  String encoded() {
    return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  /**
   * Whether words of a proxy repeat them, or a part: as they were sent, which may be cut off, or
   * decoded.
   *
   * @param words as they came, each character a byte
   */
  boolean areIn(String words) {
    String sent = encoded();
    return Stream.of(
            sent.substring(0, Math.min(TELLING, sent.length())),
            user,
            bytes(user),
            password,
            bytes(password))
        .anyMatch(part -> !part.isEmpty() && words.contains(part));
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "credentials";
  }
}
