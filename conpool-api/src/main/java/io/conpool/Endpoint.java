package io.conpool;

import java.net.InetAddress;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Long because each way to make or change an endpoint and each part of it stands here with its
// contract; half of it is Javadoc. Text is EndpointText's and Authority's, names are Host's, proxy
// and source address Way's.

/**
 * Whom to talk to: a host and a port, or the path of a Unix-domain socket, how the connection is
 * secured, and the way there.
 *
 * <p>The key of everything in a pool, so two endpoints are equal exactly if they may share
 * connections: by host, port, path, security, {@link TlsConfig}, server name, {@link Proxy} and
 * source address. Hosts are normalised first: lower case, one trailing dot removed, international
 * names converted to ASCII (IDNA 2003, as {@link java.net.IDN}), IPv6 addresses in the form of RFC
 * 5952, IPv4-mapped ones as IPv4. No method of this class asks a name resolver.
 *
 * <p>Immutable; safe for use by several threads. No argument may be null. Whatever cannot be an
 * endpoint is refused with an {@link InvalidArgumentException} that carries {@link
 * PoolError.InvalidEndpoint}.
 */
public final class Endpoint {

  /** How an endpoint is secured. Values may be added. */
  public enum Security {
    /** As the pool: TLS in a pool with a {@link PoolConfig#tls() TlsConfig}, else none. */
    POOL_DEFAULT(""),
    /** No TLS, unless a {@link ConnectHook} starts it. */
    PLAINTEXT("tcp"),
    /** TLS from the first byte. */
    TLS("tls"),
    /** TLS that a {@link ConnectHook} starts after a few plain messages. */
    STARTTLS("starttls");

    private final String scheme;

    Security(String scheme) {
      this.scheme = scheme;
    }
  }

  private final Host host;
  private final int port;
  private final @Nullable Path path;
  private final Way way;
  private final Security security;
  private final @Nullable TlsConfig tls;
  private final @Nullable Host serverName;
  private final int hash;

  /**
   * The last answer of {@link #completedFor}: one object, so that the race between threads is
   * harmless.
   */
  private @Nullable Completion completion;

  private Endpoint(
      Host host,
      int port,
      @Nullable Path path,
      Way way,
      Security security,
      @Nullable TlsConfig tls,
      @Nullable Host serverName) {
    this.host = host;
    this.port = port;
    this.path = path;
    this.way = way;
    this.security = security;
    this.tls = tls;
    // Naming the host once more asks for the same connections, so it is the same endpoint.
    this.serverName = verified().equals(serverName) ? null : serverName;
    this.hash = Objects.hash(host, port, path, way, security, tls, this.serverName);
  }

  static Endpoint network(Authority authority, Security security) {
    Host host = Host.parse("host", authority.host());
    return new Endpoint(host, authority.port(), null, Way.OPEN, security, null, null);
  }

  /**
   * Makes an endpoint that is secured as the pool is by default.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the endpoint
   */
  public static Endpoint of(String host, int port) {
    return network(new Authority(host, port), Security.POOL_DEFAULT);
  }

  /**
   * Makes an endpoint without TLS, also in a pool with TLS.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the endpoint
   */
  public static Endpoint plaintext(String host, int port) {
    return network(new Authority(host, port), Security.PLAINTEXT);
  }

  /**
   * Makes an endpoint with TLS: with the pool's {@link TlsConfig}, or {@link TlsConfig#defaults()}
   * in a pool without one.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the endpoint
   */
  public static Endpoint tls(String host, int port) {
    return network(new Authority(host, port), Security.TLS);
  }

  /**
   * Makes an endpoint that starts plain and where a {@link ConnectHook} must call {@link
   * ConnectionSetup#startTls()}.
   *
   * <p>Its {@link TlsConfig} is the pool's, or {@link TlsConfig#defaults()} in a pool without one.
   *
   * @param host a name or an address, IPv6 with or without brackets
   * @param port the port, 1 to 65535
   * @return the endpoint
   */
  public static Endpoint starttls(String host, int port) {
    return network(new Authority(host, port), Security.STARTTLS);
  }

  /**
   * Makes an endpoint of a service, secured as the pool is by default: its domain says by SRV
   * records which servers it has, and on which ports (RFC 2782).
   *
   * <p>As {@link #service(String, Security)} with {@link Security#POOL_DEFAULT}.
   *
   * @param name the service, {@code _tcp} and the domain, as in {@code _ldap._tcp.example.com}
   * @return the endpoint
   */
  public static Endpoint service(String name) {
    return service(name, Security.POOL_DEFAULT);
  }

  /**
   * Makes an endpoint of a service: its domain says by SRV records which servers it has, and on
   * which ports (RFC 2782).
   *
   * <p>The servers share the endpoint's connections and limits. Each dial tries those of the lowest
   * priority first, among them by chance in proportion to their weights, and goes on to the next
   * where one does not answer; of more than 32 the last by priority and weight are left out. Their
   * addresses are raced as those of a host are. The records are asked for anew when their time is
   * over; connections to servers that have left are not handed out any more.
   *
   * <p>With TLS, servers must prove to be the domain ({@code example.com}), not the name in the
   * record, which whoever forges an answer could choose (RFC 6125, section 6.2.1); {@link
   * #withServerName(String)} says otherwise. It needs a DNS provider that looks up services, such
   * as conpool-dns-dnsjava, else acquiring fails with {@link PoolError.ProviderUnavailable}. There
   * is no way to a service through a {@link Proxy}.
   *
   * @param name the service, {@code _tcp} and the domain, as in {@code _ldap._tcp.example.com}
   * @param security how it is secured
   * @return the endpoint
   */
  public static Endpoint service(String name, Security security) {
    Objects.requireNonNull(security, "security");
    return new Endpoint(Host.service(name), 0, null, Way.OPEN, security, null, null);
  }

  /**
   * Makes an endpoint for a Unix-domain socket, without TLS unless {@link #withTls(TlsConfig)} adds
   * it.
   *
   * @param path the socket's path in the default file system, made absolute; without {@code ..}
   * @return the endpoint
   */
  public static Endpoint unix(Path path) {
    String text = path.toString();
    if (text.isEmpty()) {
      throw InvalidArgumentException.endpoint("path must not be empty");
    }
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw InvalidArgumentException.endpoint(
          "path must be one of the default file system, was " + text);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw InvalidArgumentException.endpoint(
          "path must not contain control characters, was " + text);
    }
    for (Path name : path) {
      if (name.toString().equals("..")) {
        // Removing it would lead elsewhere where the name before it is a symbolic link.
        throw InvalidArgumentException.endpoint("path must not contain '..', was " + text);
      }
    }
    Path absolute = path.toAbsolutePath().normalize();
    return new Endpoint(Host.NONE, 0, absolute, Way.OPEN, Security.POOL_DEFAULT, null, null);
  }

  /**
   * Reads an endpoint from text.
   *
   * <p>{@code host:port} and {@code [::1]:443} are {@link #of(String, int)}, {@code
   * tcp://host:port} is {@link #plaintext(String, int)}, {@code tls://host:port} is {@link
   * #tls(String, int)}, {@code starttls://host:port} is {@link #starttls(String, int)}, {@code
   * unix:/path} is {@link #unix(Path)}. {@code srv://_service._tcp.domain} is {@link
   * #service(String)}, and with {@code srv+tcp}, {@code srv+tls} or {@code srv+starttls} it is
   * secured as that says. There is no default port, and user information, path, query and fragment
   * are refused. A scope is written as it is: {@code [fe80::1%eth0]:443}.
   *
   * @param text the text
   * @return the endpoint
   */
  public static Endpoint parse(String text) {
    return EndpointText.parse(Objects.requireNonNull(text, "text"));
  }

  /**
   * Returns this endpoint with TLS and a configuration of its own, whatever the pool's is.
   *
   * <p>A {@code starttls} endpoint stays one; any other has TLS from the first byte.
   *
   * @param tls the configuration
   * @return the changed endpoint
   * @throws InvalidArgumentException if this is a {@code plaintext} endpoint, or one of a
   *     Unix-domain socket without a {@linkplain #withServerName(String) server name}
   */
  public Endpoint withTls(TlsConfig tls) {
    Objects.requireNonNull(tls, "tls");
    if (security == Security.PLAINTEXT) {
      throw InvalidArgumentException.endpoint(
          "tls must not be given to the plaintext endpoint "
              + this
              + "; make it with of, tls or starttls");
    }
    if (isUnix() && serverName == null) {
      throw InvalidArgumentException.endpoint(
          "serverName must be given before TLS to " + this + ", which has no host to verify");
    }
    Security secured = security == Security.STARTTLS ? Security.STARTTLS : Security.TLS;
    return new Endpoint(host, port, path, way, secured, tls, serverName);
  }

  /**
   * Returns this endpoint with another name that the TLS peer must prove to be, and that is sent to
   * it (SNI).
   *
   * @param serverName a name or an address, normalised as a host is; the endpoint's own host
   *     changes nothing
   * @return the changed endpoint
   */
  public Endpoint withServerName(String serverName) {
    Objects.requireNonNull(serverName, "serverName");
    Host name = Host.parse("serverName", serverName);
    return new Endpoint(host, port, path, way, security, tls, name);
  }

  /**
   * Returns this endpoint with a proxy of its own, whatever the pool's is.
   *
   * <p>The proxy looks the host up; this machine looks up the proxy's.
   *
   * @param proxy the proxy
   * @return the changed endpoint
   * @throws InvalidArgumentException if this is a Unix-domain socket, a service, or an address with
   *     a scope: that is a network interface of this machine, of which a proxy knows nothing
   */
  public Endpoint withProxy(Proxy proxy) {
    Objects.requireNonNull(proxy, "proxy");
    requireNetwork("proxy");
    return along(requireUsable(way.through(proxy)));
  }

  /**
   * Returns this endpoint without a proxy, whatever the pool's is.
   *
   * @return the changed endpoint; itself where this is a Unix-domain socket
   */
  public Endpoint withoutProxy() {
    return isUnix() ? this : along(way.through(Proxy.NONE));
  }

  /**
   * Returns this endpoint with an address of this machine that its connections come from, whatever
   * the pool's is.
   *
   * <p>Addresses of the other family are out of reach then. The port is the system's choice, which
   * it makes before it knows the peer: a port serves one connection at a time, whoever the peer is,
   * so that all peers together have as many as there are ports to choose from (some 28,000 on
   * Linux), those of connections just closed included; without a source address each peer has so
   * many.
   *
   * @param sourceAddress the address, neither a wildcard nor multicast; of an IPv6 address the
   *     scope counts
   * @return the changed endpoint
   * @throws InvalidArgumentException if this is a Unix-domain socket, or the address cannot be one
   *     to come from
   */
  public Endpoint withSourceAddress(InetAddress sourceAddress) {
    Objects.requireNonNull(sourceAddress, "sourceAddress");
    requireNetwork("sourceAddress");
    SourceAddress source = new SourceAddress(sourceAddress);
    if (!source.isUsable()) {
      throw InvalidArgumentException.endpoint(
          "sourceAddress must be " + SourceAddress.RULE + ", was " + source);
    }
    return along(way.from(source));
  }

  private void requireNetwork(String part) {
    if (isUnix()) {
      throw InvalidArgumentException.endpoint(
          part + " must not be given to " + this + ", which is on this machine");
    }
  }

  /** Refuses a way that cannot lead here. */
  private Way requireUsable(Way other) {
    if (other.named() != null && isService()) {
      throw InvalidArgumentException.endpoint(
          "proxy must not be given to "
              + this
              + ", whose servers only this machine looks up: connect withoutProxy(), or to one of"
              + " the servers");
    }
    if (other.named() != null && host.hasScope()) {
      throw InvalidArgumentException.endpoint(
          "proxy must not be given to "
              + this
              + ", whose scope is an interface of this machine: leave the scope out, or connect"
              + " withoutProxy()");
    }
    return other;
  }

  private Endpoint along(Way other) {
    return new Endpoint(host, port, path, other, security, tls, serverName);
  }

  /**
   * Fills the defaults of a pool in; the same object again for the same pool, so that a lease need
   * not make one.
   */
  Endpoint completedFor(PoolDefaults pool) {
    if (isCompleteIn(pool)) {
      return this;
    }
    Completion last = completion;
    // Equal at first sight in one and the same pool: it always gives the same object.
    if (last == null || !last.pool().equals(pool)) {
      last = new Completion(pool, complete(pool));
      completion = last;
    }
    return last.endpoint();
  }

  private boolean isCompleteIn(PoolDefaults pool) {
    boolean secured = security == Security.PLAINTEXT || tls != null;
    return secured && (isUnix() || way.isCompleteIn(pool.way()));
  }

  private Endpoint complete(PoolDefaults pool) {
    Way there = isUnix() ? way : requireUsable(way.completedBy(pool.way()));
    TlsConfig config = tlsIn(pool);
    Security secured = security;
    if (security == Security.POOL_DEFAULT) {
      secured = config == null ? Security.PLAINTEXT : Security.TLS;
    }
    return new Endpoint(host, port, path, there, secured, config, serverName);
  }

  private @Nullable TlsConfig tlsIn(PoolDefaults pool) {
    if (tls != null || security == Security.PLAINTEXT) {
      return tls;
    }
    if (security == Security.POOL_DEFAULT) {
      return isUnix() ? null : pool.tls();
    }
    return pool.tls() == null ? TlsConfig.defaults() : pool.tls();
  }

  /** This endpoint in a pool with those defaults. */
  private record Completion(PoolDefaults pool, Endpoint endpoint) {}

  /**
   * Tells whether this is a Unix-domain socket.
   *
   * @return true where {@link #path()} is not null
   */
  public boolean isUnix() {
    return path != null;
  }

  /**
   * Tells whether this is a service, whose servers are looked up by SRV records.
   *
   * @return true where the port is not known, for the records tell it
   */
  public boolean isService() {
    return path == null && port == 0;
  }

  /**
   * Tells whether the host is an IPv4 or IPv6 address, so that there is no name to look up.
   *
   * @return false for a name and for a Unix-domain socket
   */
  public boolean isAddressLiteral() {
    return host.literal();
  }

  /**
   * Returns the host.
   *
   * @return the normalised name in ASCII without a trailing dot, or the address without brackets
   *     but with its scope; for a service its whole name; empty for a Unix-domain socket
   */
  public String host() {
    return host.text();
  }

  /**
   * Returns the port.
   *
   * @return 1 to 65535; 0 for a Unix-domain socket and for a service
   */
  public int port() {
    return port;
  }

  /**
   * Returns the path of the Unix-domain socket.
   *
   * @return the absolute path, or null where there are host and port
   */
  public @Nullable Path path() {
    return path;
  }

  /**
   * Returns how the endpoint is secured.
   *
   * @return the kind; never {@link Security#POOL_DEFAULT} once completed by {@link
   *     PoolConfig#resolve(Endpoint)}
   */
  public Security security() {
    return security;
  }

  /**
   * Returns the endpoint's TLS configuration.
   *
   * @return the configuration or null; never null on {@link Security#TLS} and {@link
   *     Security#STARTTLS} once completed by {@link PoolConfig#resolve(Endpoint)}
   */
  public @Nullable TlsConfig tls() {
    return tls;
  }

  /**
   * Returns the server name that was given and is not the host.
   *
   * @return the normalised name or address, or null
   */
  public @Nullable String serverName() {
    return serverName == null ? null : serverName.text();
  }

  /**
   * Returns the proxy to connect through.
   *
   * @return the proxy that was given, or the pool's once completed by {@link
   *     PoolConfig#resolve(Endpoint)}; null for none
   */
  public @Nullable Proxy proxy() {
    return way.named();
  }

  /**
   * Returns the address of this machine that connections come from.
   *
   * @return the address that was given, or the pool's once completed by {@link
   *     PoolConfig#resolve(Endpoint)}; null for the system's choice
   */
  public @Nullable InetAddress sourceAddress() {
    SourceAddress source = way.source();
    return source == null ? null : source.address();
  }

  /**
   * Returns whom the TLS peer must prove to be.
   *
   * @return the server name if one was given, else the host, for a service its domain; an IPv6
   *     address without its scope; empty where there is neither
   */
  public String peerName() {
    return (serverName == null ? verified() : serverName).withoutScope();
  }

  /** Whom the peer must prove to be where no server name is given. */
  private Host verified() {
    return isService() ? host.domain() : host;
  }

  /**
   * Returns where the endpoint is, without how it is secured and the way there.
   *
   * @return {@code host:port}, {@code [::1]:443}, {@code _ldap._tcp.example.com} or {@code
   *     unix:/path}
   */
  public String authority() {
    if (isService()) {
      return host.text();
    }
    return path == null ? host.bracketed() + ":" + port : "unix:" + path;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Endpoint that
        && hash == that.hash
        && port == that.port
        && security == that.security
        && host.equals(that.host)
        && Objects.equals(path, that.path)
        && way.equals(that.way)
        && Objects.equals(serverName, that.serverName)
        && Objects.equals(tls, that.tls);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * Returns the endpoint as text for people.
   *
   * @return {@code tls://host:port}, {@code starttls://host:port}, {@code tcp://host:port} or,
   *     where the pool decides, {@code host:port}; {@code unix:/path} or {@code tls://unix:/path};
   *     {@code srv://_ldap._tcp.example.com} or {@code srv+tls://_ldap._tcp.example.com}; followed
   *     by {@code as name} where a server name was given, by {@code via socks5://host:port} where
   *     there is a proxy or {@code directly} where there must be none, and by {@code from
   *     192.0.2.1} where there is a source address. Nothing of a {@link TlsConfig}, and no
   *     credentials
   */
  @Override
  public String toString() {
    String as = serverName == null ? "" : " as " + serverName.text();
    return scheme() + authority() + as + way;
  }

  private String scheme() {
    String secured = path != null && security == Security.PLAINTEXT ? "" : security.scheme;
    if (isService()) {
      secured = secured.isEmpty() ? "srv" : "srv+" + secured;
    }
    return secured.isEmpty() ? "" : secured + "://";
  }
}
