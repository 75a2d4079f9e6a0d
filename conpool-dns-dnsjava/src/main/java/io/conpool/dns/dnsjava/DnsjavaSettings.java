package io.conpool.dns.dnsjava;

import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Whom the resolver asks, and for what. What is not set is the system's. Never changes. */
public final class DnsjavaSettings {

  private static final int MOST_DOTS = 15;

  private final List<NameServer> servers;
  private final @Nullable List<Name> domains;
  private final @Nullable Integer dots;
  private final @Nullable Path hostsFile;

  private DnsjavaSettings(Builder builder) {
    this.servers = builder.chosenServers();
    this.domains = builder.domains;
    this.dots = builder.dots;
    this.hostsFile = builder.hostsFile;
  }

  /**
   * Begins with settings that are all the system's.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads settings from properties, among which keys that do not begin with {@code
   * io.conpool.dns.dnsjava.} are left alone.
   *
   * @param properties {@code servers}: addresses with or without a port, between commas, as in
   *     {@code 192.0.2.53, [2001:db8::53]:5353}, or for DNS over TLS all of them as in {@code
   *     tls://192.0.2.53:853#dns.example}, where the name is the certificate's; {@code search}:
   *     domains between commas, or {@code none}; {@code ndots}: a number; {@code hosts-file}: a
   *     path, or {@code none}; each after that prefix
   * @return the settings
   * @throws InvalidArgumentException if there is an unknown key or a value that cannot be right
   */
  public static DnsjavaSettings from(Map<String, String> properties) {
    Builder builder = builder();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(SettingsText.PREFIX)) {
            SettingsText.set(builder, key, value);
          }
        });
    return builder.build();
  }

  /**
   * Returns the keys that {@link #from} knows.
   *
   * @return every key, prefix included
   */
  public static List<String> keys() {
    return SettingsText.KEYS;
  }

  @Nullable Path hostsFile() {
    return hostsFile;
  }

  /** What is set here, and the rest as the system has it. */
  Network over(Network system) {
    SearchPath path = system.searchPath();
    return new Network(
        servers.isEmpty() ? system.servers() : servers,
        new SearchPath(
            domains == null ? path.domains() : domains, dots == null ? path.dots() : dots));
  }

  /** Collects settings. For one thread. */
  public static final class Builder {

    private List<PlainServer> servers = List.of();
    private List<TlsServer> serversOverTls = List.of();
    private @Nullable SSLContext trust;
    private @Nullable List<Name> domains;
    private @Nullable Integer dots;
    private @Nullable Path hostsFile = HostsFile.ofSystem();

    private Builder() {}

    /**
     * Sets the name servers.
     *
     * @param addresses with their ports, 53 as a rule, in the order in which they are to be asked;
     *     at least one
     * @return this builder
     * @throws InvalidArgumentException if there is none, or one that nobody can be asked at
     */
    public Builder servers(InetSocketAddress... addresses) {
      return servers(List.of(addresses));
    }

    Builder servers(List<InetSocketAddress> addresses) {
      if (addresses.isEmpty()) {
        throw invalid("servers must be at least one", null);
      }
      addresses.forEach(Builder::require);
      servers = addresses.stream().map(PlainServer::new).toList();
      return this;
    }

    private static void require(InetSocketAddress address) {
      if (address.isUnresolved() || address.getPort() == 0) {
        throw invalid("servers must be addresses with ports of 1 to 65535, had " + address, null);
      }
    }

    /**
     * Adds a name server that is asked over TLS (RFC 7858) and has to prove who it is; without it
     * nobody is asked in the clear instead.
     *
     * @param address with its port, 853 as a rule
     * @param certificateName the name that its certificate must be for
     * @return this builder
     * @throws InvalidArgumentException if nobody can be asked there, or the name is none
     */
    public Builder serverOverTls(InetSocketAddress address, String certificateName) {
      if (!Hostname.isOne(certificateName) || !TlsServer.canBeSent(certificateName)) {
        throw invalid(
            "certificateName must be a name in ASCII without a trailing dot, was "
                + certificateName,
            null);
      }
      return serverOverTls(new TlsServer(address, certificateName, null));
    }

    /**
     * Adds a name server that is asked over TLS and whose certificate must be for its address.
     *
     * @param address with its port, 853 as a rule
     * @return this builder
     * @throws InvalidArgumentException if nobody can be asked there
     */
    public Builder serverOverTls(InetSocketAddress address) {
      return serverOverTls(new TlsServer(address, null, null));
    }

    private Builder serverOverTls(TlsServer server) {
      require(server.address());
      serversOverTls = Stream.concat(serversOverTls.stream(), Stream.of(server)).toList();
      return this;
    }

    /**
     * Sets whose certificates are trusted of servers over TLS, instead of those that {@link
     * SSLContext#getDefault()} trusts.
     *
     * @param context for clients
     * @return this builder
     */
    public Builder trust(SSLContext context) {
      trust = Objects.requireNonNull(context, "context");
      return this;
    }

    private List<NameServer> chosenServers() {
      if (!servers.isEmpty() && !serversOverTls.isEmpty()) {
        throw invalid("servers must all be over TLS or none, or it would hide nothing", null);
      }
      return Stream.<NameServer>concat(
              servers.stream(), serversOverTls.stream().map(server -> server.trusting(trust)))
          .toList();
    }

    /**
     * Sets the domains in which a name is looked for besides as it is.
     *
     * @param names the domains in their order; none, and names are asked for only as they are
     * @return this builder
     * @throws InvalidArgumentException if one of them is no name
     */
    public Builder searchDomains(String... names) {
      domains = Stream.of(names).map(Builder::domain).toList();
      return this;
    }

    private static Name domain(String name) {
      try {
        return Name.fromString(name, Name.root);
      } catch (TextParseException e) {
        throw invalid("searchDomains must be names, as in corp.example, had " + name, e);
      }
    }

    /**
     * Sets how many dots a name must have to be asked for as it is before it is looked for in the
     * search domains.
     *
     * @param count 0 to 15
     * @return this builder
     * @throws InvalidArgumentException if it is less or more
     */
    public Builder ndots(int count) {
      if (count < 0 || count > MOST_DOTS) {
        throw invalid("ndots must be 0 to " + MOST_DOTS + ", was " + count, null);
      }
      dots = count;
      return this;
    }

    /**
     * Sets the hosts file, whose names go before those of the servers.
     *
     * @param path need not exist
     * @return this builder
     */
    public Builder hostsFile(Path path) {
      hostsFile = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Leaves every hosts file unread.
     *
     * @return this builder
     */
    public Builder withoutHostsFile() {
      hostsFile = null;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return the settings collected so far
     * @throws InvalidArgumentException if only some of the servers are over TLS
     */
    public DnsjavaSettings build() {
      return new DnsjavaSettings(this);
    }
  }

  static InvalidArgumentException invalid(String message, @Nullable Throwable cause) {
    return new InvalidArgumentException(new PoolError.InvalidConfig(message), cause);
  }
}
