package io.conpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A proxy to connect through: a SOCKS5 server, or an HTTP server that makes tunnels.
 *
 * <p>The proxy is told the host of the endpoint and looks the name up itself; conpool looks up the
 * proxy's. TLS, where the endpoint has it, is between this machine and the endpoint, inside the
 * tunnel; between this machine and the proxy there is none.
 *
 * <p>Part of an endpoint's identity and compared by content, credentials included. The host is
 * normalised as an endpoint's is. Immutable; safe for use by several threads. No argument may be
 * null. Whatever cannot be a proxy is refused with an {@link InvalidArgumentException} that carries
 * {@link PoolError.InvalidEndpoint}; no message repeats credentials.
 */
public final class Proxy {

  /** Which protocol a proxy speaks. Values may be added. */
  public enum Kind {
    /** SOCKS version 5 (RFC 1928). */
    SOCKS5("socks5"),
    /** HTTP/1.1 with the method CONNECT (RFC 9110, section 9.3.6). */
    HTTP_CONNECT("http");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    String scheme() {
      return scheme;
    }
  }

  /** Stands for no proxy, whatever the pool says; never seen outside. */
  static final Proxy NONE = new Proxy(Kind.SOCKS5, Host.NONE, 0, null, null);

  /** The longest user name and password of SOCKS5, in bytes (RFC 1929, section 2). */
  private static final int SOCKS_MAX = 255;

  private final Kind kind;
  private final Host host;
  private final int port;
  private final @Nullable String user;
  private final @Nullable String password;

  private Proxy(Kind kind, Host host, int port, @Nullable String user, @Nullable String password) {
    this.kind = kind;
    this.host = host;
    this.port = port;
    this.user = user;
    this.password = password;
  }

  static Proxy at(Kind kind, Authority authority) {
    return new Proxy(
        kind, Host.parse("proxy host", authority.host()), authority.port(), null, null);
  }

  /**
   * Makes a SOCKS5 proxy (RFC 1928), without credentials.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the proxy
   */
  public static Proxy socks5(String host, int port) {
    return at(Kind.SOCKS5, new Authority(host, port));
  }

  /**
   * Makes an HTTP proxy that is asked for tunnels with the method CONNECT (RFC 9110, section
   * 9.3.6), without credentials.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the proxy
   */
  public static Proxy httpConnect(String host, int port) {
    return at(Kind.HTTP_CONNECT, new Authority(host, port));
  }

  /**
   * Reads a proxy from text.
   *
   * <p>{@code socks5://host:port} is {@link #socks5(String, int)} and {@code http://host:port} is
   * {@link #httpConnect(String, int)}. {@code socks5h} means the same as {@code socks5}, which
   * elsewhere may mean that the client looks the endpoint's name up: here the proxy always does.
   * Before the host may stand {@code user:password@}, the {@link #withCredentials(String, String)
   * credentials}: in UTF-8, with anything in percent-encoding (RFC 3986, section 2.1) that would
   * end them or their parts. There is no default port. One {@code /} may end the text; any other
   * path, query and fragment are refused.
   *
   * @param text the text
   * @return the proxy
   */
  public static Proxy parse(String text) {
    return ProxyText.parse(Objects.requireNonNull(text, "text"));
  }

  /**
   * Returns this proxy with credentials, for a proxy that wants some.
   *
   * <p>They go to the proxy in clear: with SOCKS5 as RFC 1929 says, with HTTP by the scheme Basic
   * (RFC 7617), in UTF-8.
   *
   * @param user the user: with SOCKS5 1 to 255 bytes, with HTTP no colon and no control characters
   * @param password the password: with SOCKS5 1 to 255 bytes, with HTTP no control characters
   * @return the changed proxy
   */
  public Proxy withCredentials(String user, String password) {
    requireFit("proxy user", Objects.requireNonNull(user, "user"));
    requireFit("proxy password", Objects.requireNonNull(password, "password"));
    if (kind == Kind.HTTP_CONNECT && user.indexOf(':') >= 0) {
      throw InvalidArgumentException.endpoint(
          "proxy user must not contain ':', which ends it in HTTP (RFC 7617)");
    }
    return new Proxy(kind, host, port, user, password);
  }

  /** Refuses what the protocol cannot carry, without repeating it. */
  private void requireFit(String part, String text) {
    switch (kind) {
      case SOCKS5 -> {
        int length = text.getBytes(UTF_8).length;
        if (length < 1 || length > SOCKS_MAX) {
          throw InvalidArgumentException.endpoint(
              part + " must have 1 to 255 bytes for SOCKS5 (RFC 1929), has " + length);
        }
      }
      case HTTP_CONNECT -> {
        if (text.chars().anyMatch(Character::isISOControl)) {
          throw InvalidArgumentException.endpoint(
              part + " must not contain control characters for HTTP (RFC 7617)");
        }
      }
    }
  }

  /**
   * Returns which protocol the proxy speaks.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the proxy's host.
   *
   * @return the normalised name in ASCII without a trailing dot, or the address without brackets
   *     but with its scope
   */
  public String host() {
    return host.text();
  }

  /**
   * Returns the proxy's port.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Returns the user.
   *
   * @return the user, or null where there are no credentials
   */
  public @Nullable String user() {
    return user;
  }

  /**
   * Returns the password.
   *
   * @return the password, or null where there are no credentials
   */
  public @Nullable String password() {
    return password;
  }

  /**
   * Returns where the proxy is.
   *
   * @return {@code host:port} or {@code [::1]:1080}
   */
  public String authority() {
    return host.bracketed() + ":" + port;
  }

  /**
   * Tells whether the proxy's host is an IPv4 or IPv6 address, so that there is no name to look up.
   *
   * @return false for a name
   */
  public boolean isAddressLiteral() {
    return host.literal();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Proxy that
        && kind == that.kind
        && port == that.port
        && host.equals(that.host)
        && Objects.equals(user, that.user)
        && Objects.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, host, port, user, password);
  }

  /**
   * Returns the proxy as text for people.
   *
   * @return {@code socks5://host:port} or {@code http://host:port}. Nothing of the credentials
   */
  @Override
  public String toString() {
    return kind.scheme + "://" + authority();
  }
}
