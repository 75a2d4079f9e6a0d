package io.conpool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** SKELETON: to be completed by the API author. */
public final class Endpoint {

  /** How an endpoint is secured. */
  public enum Security {
    POOL_DEFAULT,
    PLAINTEXT,
    TLS,
    STARTTLS
  }

  private Endpoint() {}

  public static Endpoint of(String host, int port) {
    throw new IllegalStateException();
  }

  public static Endpoint plaintext(String host, int port) {
    throw new IllegalStateException();
  }

  public static Endpoint tls(String host, int port) {
    throw new IllegalStateException();
  }

  public static Endpoint starttls(String host, int port) {
    throw new IllegalStateException();
  }

  public static Endpoint unix(Path path) {
    throw new IllegalStateException();
  }

  public static Endpoint parse(String text) {
    throw new IllegalStateException();
  }

  public Endpoint withTls(TlsConfig tls) {
    throw new IllegalStateException();
  }

  public Endpoint withServerName(String serverName) {
    throw new IllegalStateException();
  }

  public boolean isUnix() {
    return false;
  }

  /** True where host is an IPv4 or IPv6 literal. */
  public boolean isAddressLiteral() {
    return false;
  }

  /** Normalised: lower case, ASCII, no trailing dot, no brackets; "" for unix. */
  public String host() {
    throw new IllegalStateException();
  }

  public int port() {
    return 0;
  }

  public @Nullable Path path() {
    return null;
  }

  public Security security() {
    return Security.POOL_DEFAULT;
  }

  /** The TLS configuration of its own, or null. After PoolConfig.resolve never null on TLS and STARTTLS. */
  public @Nullable TlsConfig tls() {
    return null;
  }

  /** Explicit server name or null. */
  public @Nullable String serverName() {
    return null;
  }

  /** Whom the TLS peer must prove to be: serverName if given, else host. */
  public String peerName() {
    return "";
  }

  /** "host:port", "[::1]:443", "unix:/path". */
  public String authority() {
    return "";
  }
}
