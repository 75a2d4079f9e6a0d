package io.conpool;

import static io.conpool.Setting.ACQUIRE_TIMEOUT;
import static io.conpool.Setting.ADDRESS_STRATEGY;
import static io.conpool.Setting.ATTEMPT_DELAY;
import static io.conpool.Setting.CONNECT_RETRY_COUNT;
import static io.conpool.Setting.CONNECT_RETRY_DELAY;
import static io.conpool.Setting.CONNECT_TIMEOUT;
import static io.conpool.Setting.DNS_PROVIDER;
import static io.conpool.Setting.FAIRNESS_DELAY;
import static io.conpool.Setting.HEALTH_CHECK;
import static io.conpool.Setting.HEALTH_CHECK_AFTER_IDLE;
import static io.conpool.Setting.HEALTH_CHECK_TIMEOUT;
import static io.conpool.Setting.INIT_TIMEOUT;
import static io.conpool.Setting.LEAK_THRESHOLD;
import static io.conpool.Setting.LISTENER;
import static io.conpool.Setting.MAX_CONNECTIONS;
import static io.conpool.Setting.MAX_CONNECTIONS_PER_ENDPOINT;
import static io.conpool.Setting.MAX_CONNECTION_LIFETIME;
import static io.conpool.Setting.MAX_CONNECTION_USES;
import static io.conpool.Setting.MAX_DNS_STALE;
import static io.conpool.Setting.MAX_DNS_TTL;
import static io.conpool.Setting.MAX_IDLE_TIME;
import static io.conpool.Setting.MAX_WAITERS;
import static io.conpool.Setting.MIN_DNS_TTL;
import static io.conpool.Setting.MIN_IDLE_PER_ENDPOINT;
import static io.conpool.Setting.NAME;
import static io.conpool.Setting.NEGATIVE_DNS_TTL;
import static io.conpool.Setting.ON_CONNECT;
import static io.conpool.Setting.PROVIDERS;
import static io.conpool.Setting.PROXY;
import static io.conpool.Setting.PROXY_PROTOCOL;
import static io.conpool.Setting.READ_TIMEOUT;
import static io.conpool.Setting.RECEIVE_BUFFER_SIZE;
import static io.conpool.Setting.SEND_BUFFER_SIZE;
import static io.conpool.Setting.SOURCE_ADDRESS;
import static io.conpool.Setting.TCP_KEEP_ALIVE;
import static io.conpool.Setting.TCP_KEEP_ALIVE_COUNT;
import static io.conpool.Setting.TCP_KEEP_ALIVE_IDLE;
import static io.conpool.Setting.TCP_KEEP_ALIVE_INTERVAL;
import static io.conpool.Setting.TCP_NO_DELAY;
import static io.conpool.Setting.THREAD_FACTORY;
import static io.conpool.Setting.TIME_SOURCE;
import static io.conpool.Setting.TLS;
import static io.conpool.Setting.TLS_PROVIDER;
import static io.conpool.Setting.TRANSPORT_PROVIDER;
import static io.conpool.Setting.WRITE_TIMEOUT;

import io.conpool.spi.Provider;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// Long because each of some forty settings stands here twice with its contract: an accessor that
// says what it means, and a builder's method that says what it takes. Nothing else is here: names,
// text and ranges are in Setting, the values and what holds between them in Settings.

/**
 * How a pool behaves.
 *
 * <p>Made by a {@link #builder()}, or from text by {@link #from(Map)}. A value that cannot be right
 * is refused with an {@link InvalidArgumentException} that carries {@link PoolError.InvalidConfig},
 * whose message names the field and says what would be right: a value alone when it is set, several
 * together when the configuration is built. A duration longer than 36,500 days is taken as that
 * long.
 *
 * <p>Compared by content; hooks, listeners, providers and the like by their own {@code equals}.
 * Immutable; safe for use by several threads.
 */
public final class PoolConfig {

  private static final PoolConfig DEFAULTS = builder().build();

  private final Settings settings;

  /** The overrides as they were asked for; a changed copy asks again. */
  private final List<Change> changes;

  /** What came of them, by completed endpoint. */
  private final Map<Endpoint, PoolConfig> overrides;

  private final PoolDefaults endpointDefaults;

  private PoolConfig(Settings settings, List<Change> changes, Map<Endpoint, PoolConfig> overrides) {
    this.settings = settings;
    this.changes = changes;
    this.overrides = overrides;
    this.endpointDefaults = settings.endpointDefaults();
  }

  /** An override as it was asked for. */
  private record Change(Endpoint endpoint, Consumer<Builder> changes) {}

  /**
   * Returns the configuration with nothing set.
   *
   * @return the defaults
   */
  public static PoolConfig defaults() {
    return DEFAULTS;
  }

  /**
   * Starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder(Settings.defaults(), List.of(), null);
  }

  /**
   * Reads a configuration from text.
   *
   * <p>Every field that is a number, a duration, a name, a switch, a choice, a proxy or an address
   * has a key: {@code conpool.} and its name in lower case with hyphens, as in {@code
   * conpool.max-connections-per-endpoint}. A duration is a number with {@code ms}, {@code s},
   * {@code m} or {@code h}; a bare number, fraction allowed, is seconds. {@code none} stands for no
   * limit where there may be none; {@code unlimited} too, for numbers. A switch is {@code true} or
   * {@code false}, a choice the constant's name in lower case, a proxy what {@link
   * Proxy#parse(String)} reads, an address a literal. White space around a value does not count.
   *
   * @param settings texts by key; any other key is refused, and the nearest known one suggested
   * @return the configuration, with defaults for what is not in the map
   */
  public static PoolConfig from(Map<String, String> settings) {
    Builder builder = builder();
    settings.forEach((key, text) -> builder.settings.setText(key, text));
    return builder.build();
  }

  /**
   * Reads a configuration from text among other properties, as {@link #from(Map)} does.
   *
   * @param settings texts by key, for example {@link System#getProperties()}; keys that do not
   *     begin with {@code conpool.} are ignored, unknown ones that do are refused
   * @return the configuration, with defaults for what is not in the properties
   */
  public static PoolConfig from(Properties settings) {
    return from(ConfigKeys.among(settings));
  }

  /**
   * Starts from this configuration, its overrides included; they are applied again to what is
   * built.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(settings.copy(), changes, null);
  }

  /**
   * Completes an endpoint with what it leaves to the pool: the key under which a pool with this
   * configuration keeps it.
   *
   * <p>An endpoint made by {@link Endpoint#of(String, int)} becomes one with TLS if {@link #tls()}
   * is not null, else a plaintext one; a Unix-domain socket becomes a plaintext one. One with TLS
   * or STARTTLS but without a configuration of its own gets {@link #tls()}, or {@link
   * TlsConfig#defaults()}. One that says nothing of a proxy gets {@link #proxy()}, one without a
   * source address {@link #sourceAddress()}, unless it is a Unix-domain socket. A completed
   * endpoint stays as it is.
   *
   * @param endpoint the endpoint
   * @return the completed endpoint, never {@link Endpoint.Security#POOL_DEFAULT}
   * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if a {@code starttls}
   *     endpoint has no {@link #onConnect()} hook to start TLS; with {@link
   *     PoolError.InvalidEndpoint} if the host is an address with a scope and {@link #proxy()}
   *     would have to find it
   */
  public Endpoint resolve(Endpoint endpoint) {
    Endpoint key = endpoint.completedFor(endpointDefaults);
    if (key.security() == Endpoint.Security.STARTTLS && forEndpoint(key).onConnect() == null) {
      throw InvalidArgumentException.config(
          "onConnect must be set for the endpoint " + key + ": its hook calls startTls()");
    }
    return key;
  }

  /**
   * Returns what holds for one endpoint.
   *
   * @param endpoint the endpoint
   * @return this configuration with the endpoint's overrides applied; itself where there are none
   * @throws InvalidArgumentException if there are overrides and the endpoint cannot be completed
   */
  public PoolConfig forEndpoint(Endpoint endpoint) {
    return overrides.isEmpty()
        ? this
        : overrides.getOrDefault(endpoint.completedFor(endpointDefaults), this);
  }

  /** {@return the pool's name in logs and tools, {@code conpool} by default} */
  public String name() {
    return settings.get(NAME);
  }

  /**
   * {@return how many connections an endpoint may have, leased, idle and being made together; 10 by
   * default}
   */
  public int maxConnectionsPerEndpoint() {
    return settings.getInt(MAX_CONNECTIONS_PER_ENDPOINT);
  }

  /**
   * {@return how many connections all endpoints may have together; {@link Integer#MAX_VALUE}, the
   * default, is without limit}
   */
  public int maxConnections() {
    return settings.getInt(MAX_CONNECTIONS);
  }

  /**
   * {@return how many idle connections an endpoint keeps that was used within {@link
   * #maxIdleTime()}; 0 by default}
   */
  public int minIdlePerEndpoint() {
    return settings.getInt(MIN_IDLE_PER_ENDPOINT);
  }

  /** {@return how long a connection may be idle, 60 seconds by default; zero is without limit} */
  public Duration maxIdleTime() {
    return settings.get(MAX_IDLE_TIME);
  }

  /**
   * {@return how old a connection may be, 300 seconds by default, up to 10 % less by chance; zero
   * is without limit}
   */
  public Duration maxConnectionLifetime() {
    return settings.get(MAX_CONNECTION_LIFETIME);
  }

  /** {@return how often a connection may be leased; 0, the default, is without limit} */
  public long maxConnectionUses() {
    return settings.get(MAX_CONNECTION_USES);
  }

  /**
   * {@return how long a caller waits for a connection at most, whatever for, 30 seconds by default;
   * zero is without limit}
   */
  public Duration acquireTimeout() {
    return settings.get(ACQUIRE_TIMEOUT);
  }

  /**
   * {@return how long one try to connect may take, from name resolution to TLS handshake; 10
   * seconds by default}
   */
  public Duration connectTimeout() {
    return settings.get(CONNECT_TIMEOUT);
  }

  /** {@return how long the {@link #onConnect()} hook may take; 10 seconds by default} */
  public Duration initTimeout() {
    return settings.get(INIT_TIMEOUT);
  }

  /** {@return how long the {@link #healthCheck()} may take; 1 second by default} */
  public Duration healthCheckTimeout() {
    return settings.get(HEALTH_CHECK_TIMEOUT);
  }

  /**
   * {@return how long a connection must have been idle for the {@link #healthCheck()} to be run;
   * zero, the default, is always}
   */
  public Duration healthCheckAfterIdle() {
    return settings.get(HEALTH_CHECK_AFTER_IDLE);
  }

  /** {@return how often connecting is tried again after a first failure; 3 by default} */
  public int connectRetryCount() {
    return settings.getInt(CONNECT_RETRY_COUNT);
  }

  /**
   * {@return how long the pause before the first retry is, 100 ms by default; it doubles from one
   * to the next, half of it by chance}
   */
  public Duration connectRetryDelay() {
    return settings.get(CONNECT_RETRY_DELAY);
  }

  /**
   * {@return how long a queued caller may be overtaken by later ones, 1 ms by default; zero is
   * strictly first come, first served}
   */
  public Duration fairnessDelay() {
    return settings.get(FAIRNESS_DELAY);
  }

  /**
   * {@return how many callers may queue for an endpoint beyond the dials under way; {@link
   * Integer#MAX_VALUE}, the default, is without limit}
   */
  public int maxWaiters() {
    return settings.getInt(MAX_WAITERS);
  }

  /** {@return how long a read waits for its first byte; zero, the default, is without limit} */
  public Duration readTimeout() {
    return settings.get(READ_TIMEOUT);
  }

  /** {@return how long one write call may take; zero, the default, is without limit} */
  public Duration writeTimeout() {
    return settings.get(WRITE_TIMEOUT);
  }

  /**
   * {@return how long a lease may last before a warning tells who acquired it; zero, the default,
   * is never}
   */
  public Duration leakThreshold() {
    return settings.get(LEAK_THRESHOLD);
  }

  /**
   * {@return how long an address has for itself before the next one is tried beside it, 250 ms by
   * default (RFC 8305, section 8)}
   */
  public Duration attemptDelay() {
    return settings.get(ATTEMPT_DELAY);
  }

  /**
   * {@return in which order a name's addresses are tried; {@link AddressStrategy#SPREAD} by
   * default}
   */
  public AddressStrategy addressStrategy() {
    return settings.get(ADDRESS_STRATEGY);
  }

  /**
   * {@return how long a name's addresses are kept at least, whatever their time to live; 1 second
   * by default}
   */
  public Duration minDnsTtl() {
    return settings.get(MIN_DNS_TTL);
  }

  /**
   * {@return how long a name's addresses are kept at most, whatever their time to live; 1 hour by
   * default}
   */
  public Duration maxDnsTtl() {
    return settings.get(MAX_DNS_TTL);
  }

  /**
   * {@return how long it is kept at most that a name has no address; less where the resolver says
   * so; 1 second by default}
   */
  public Duration negativeDnsTtl() {
    return settings.get(NEGATIVE_DNS_TTL);
  }

  /**
   * {@return how long beyond their time addresses are used while the resolver fails; zero, the
   * default, is not at all}
   *
   * <p>A resolver that says that there is no such name has not failed. The system's, which is the
   * one built in, often says so although it could not tell; only where the JDK passes on the
   * system's word, in English, that a failure is temporary, is it taken for one.
   */
  public Duration maxDnsStale() {
    return settings.get(MAX_DNS_STALE);
  }

  /** {@return whether small writes go out at once (TCP_NODELAY), which they do by default} */
  public boolean tcpNoDelay() {
    return settings.get(TCP_NO_DELAY);
  }

  /**
   * {@return whether the system probes connections on which nothing moves (SO_KEEPALIVE), which it
   * does not by default}
   */
  public boolean tcpKeepAlive() {
    return settings.get(TCP_KEEP_ALIVE);
  }

  /**
   * {@return how long nothing must have moved before the first probe; zero, the default, is the
   * system's value}
   */
  public Duration tcpKeepAliveIdle() {
    return settings.get(TCP_KEEP_ALIVE_IDLE);
  }

  /** {@return the time from one probe to the next; zero, the default, is the system's value} */
  public Duration tcpKeepAliveInterval() {
    return settings.get(TCP_KEEP_ALIVE_INTERVAL);
  }

  /**
   * {@return how many probes without an answer end the connection; 0, the default, is the system's
   * value}
   */
  public int tcpKeepAliveCount() {
    return settings.getInt(TCP_KEEP_ALIVE_COUNT);
  }

  /** {@return the size of a socket's receive buffer in bytes; 0, the default, is the system's} */
  public int receiveBufferSize() {
    return settings.getInt(RECEIVE_BUFFER_SIZE);
  }

  /** {@return the size of a socket's send buffer in bytes; 0, the default, is the system's} */
  public int sendBufferSize() {
    return settings.getInt(SEND_BUFFER_SIZE);
  }

  /** {@return the proxy of endpoints that say nothing of one, or null for none} */
  public @Nullable Proxy proxy() {
    return settings.find(PROXY);
  }

  /**
   * {@return the address of this machine that connections come from where the endpoint has none, or
   * null for the system's choice}
   *
   * <p>With one, all peers share its ports: see {@link Endpoint#withSourceAddress}.
   */
  public @Nullable InetAddress sourceAddress() {
    SourceAddress source = settings.find(SOURCE_ADDRESS);
    return source == null ? null : source.address();
  }

  /**
   * {@return whether each connection begins with a header that tells the peer who connects (PROXY
   * protocol, version 2), which it does not by default}
   */
  public boolean proxyProtocol() {
    return settings.get(PROXY_PROTOCOL);
  }

  /** {@return what checks idle connections before they are leased, or null} */
  public @Nullable HealthCheck healthCheck() {
    return settings.find(HEALTH_CHECK);
  }

  /** {@return what prepares new connections, or null} */
  public @Nullable ConnectHook onConnect() {
    return settings.find(ON_CONNECT);
  }

  /** {@return what is told of events, or null} */
  public @Nullable PoolListener listener() {
    return settings.find(LISTENER);
  }

  /**
   * {@return the TLS configuration for endpoints that have none of their own, or null; if there is
   * one, {@link Endpoint#of(String, int)} means TLS}
   */
  public @Nullable TlsConfig tls() {
    return settings.find(TLS);
  }

  /** {@return the name of the transport provider to use, or null for the best one found} */
  public @Nullable String transportProvider() {
    return settings.find(TRANSPORT_PROVIDER);
  }

  /** {@return the name of the TLS provider to use, or null for the best one found} */
  public @Nullable String tlsProvider() {
    return settings.find(TLS_PROVIDER);
  }

  /** {@return the name of the resolver to use, or null for the best one found} */
  public @Nullable String dnsProvider() {
    return settings.find(DNS_PROVIDER);
  }

  /** {@return where the time comes from, or null for the system's} */
  public @Nullable TimeSource timeSource() {
    return settings.find(TIME_SOURCE);
  }

  /** {@return what makes the pool's threads, or null for the pool's own choice} */
  public @Nullable ThreadFactory threadFactory() {
    return settings.find(THREAD_FACTORY);
  }

  /**
   * {@return providers given by hand, which are preferred to those that are found; empty by
   * default}
   */
  public List<Provider> providers() {
    return settings.get(PROVIDERS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof PoolConfig that
        && settings.equals(that.settings)
        && overrides.equals(that.overrides);
  }

  @Override
  public int hashCode() {
    return Objects.hash(settings, overrides);
  }

  /**
   * Returns all settings, and what is overridden for which endpoint, as text for people; nothing
   * secret.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("PoolConfig{").append(settings);
    overrides.forEach(
        (endpoint, config) ->
            text.append(", ")
                .append(endpoint)
                .append("={")
                .append(config.settings.difference(settings))
                .append('}'));
    return text.append('}').toString();
  }

  /** Collects what differs from the defaults. Not safe for use by several threads. */
  public static final class Builder {

    private final Settings settings;
    private final List<Change> changes;

    /** Whose override this builder is for, or null. */
    private final @Nullable Endpoint overridden;

    private Builder(Settings settings, List<Change> changes, @Nullable Endpoint overridden) {
      this.settings = settings;
      this.changes = new ArrayList<>(changes);
      this.overridden = overridden;
    }

    /**
     * Sets {@link PoolConfig#name()}.
     *
     * @param name the name: not blank, no control characters
     * @return this builder
     */
    public Builder name(String name) {
      settings.set(NAME, name);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxConnectionsPerEndpoint()}.
     *
     * @param maxConnectionsPerEndpoint 1 or more
     * @return this builder
     */
    public Builder maxConnectionsPerEndpoint(int maxConnectionsPerEndpoint) {
      settings.set(MAX_CONNECTIONS_PER_ENDPOINT, (long) maxConnectionsPerEndpoint);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxConnections()}.
     *
     * @param maxConnections 1 or more; {@link Integer#MAX_VALUE} for no limit
     * @return this builder
     */
    public Builder maxConnections(int maxConnections) {
      settings.set(MAX_CONNECTIONS, (long) maxConnections);
      return this;
    }

    /**
     * Sets {@link PoolConfig#minIdlePerEndpoint()}.
     *
     * @param minIdlePerEndpoint 0 or more, at most {@link PoolConfig#maxConnectionsPerEndpoint()}
     * @return this builder
     */
    public Builder minIdlePerEndpoint(int minIdlePerEndpoint) {
      settings.set(MIN_IDLE_PER_ENDPOINT, (long) minIdlePerEndpoint);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxIdleTime()}.
     *
     * @param maxIdleTime 0 or more; zero for no limit
     * @return this builder
     */
    public Builder maxIdleTime(Duration maxIdleTime) {
      settings.set(MAX_IDLE_TIME, maxIdleTime);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxConnectionLifetime()}.
     *
     * @param maxConnectionLifetime 0 or more; zero for no limit
     * @return this builder
     */
    public Builder maxConnectionLifetime(Duration maxConnectionLifetime) {
      settings.set(MAX_CONNECTION_LIFETIME, maxConnectionLifetime);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxConnectionUses()}.
     *
     * @param maxConnectionUses 0 or more; 0 for no limit
     * @return this builder
     */
    public Builder maxConnectionUses(long maxConnectionUses) {
      settings.set(MAX_CONNECTION_USES, maxConnectionUses);
      return this;
    }

    /**
     * Sets {@link PoolConfig#acquireTimeout()}.
     *
     * @param acquireTimeout 0 or more; zero for no limit
     * @return this builder
     */
    public Builder acquireTimeout(Duration acquireTimeout) {
      settings.set(ACQUIRE_TIMEOUT, acquireTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#connectTimeout()}.
     *
     * @param connectTimeout more than zero
     * @return this builder
     */
    public Builder connectTimeout(Duration connectTimeout) {
      settings.set(CONNECT_TIMEOUT, connectTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#initTimeout()}.
     *
     * @param initTimeout more than zero
     * @return this builder
     */
    public Builder initTimeout(Duration initTimeout) {
      settings.set(INIT_TIMEOUT, initTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#healthCheckTimeout()}.
     *
     * @param healthCheckTimeout more than zero
     * @return this builder
     */
    public Builder healthCheckTimeout(Duration healthCheckTimeout) {
      settings.set(HEALTH_CHECK_TIMEOUT, healthCheckTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#healthCheckAfterIdle()}.
     *
     * @param healthCheckAfterIdle 0 or more
     * @return this builder
     */
    public Builder healthCheckAfterIdle(Duration healthCheckAfterIdle) {
      settings.set(HEALTH_CHECK_AFTER_IDLE, healthCheckAfterIdle);
      return this;
    }

    /**
     * Sets {@link PoolConfig#connectRetryCount()}.
     *
     * @param connectRetryCount 0 or more
     * @return this builder
     */
    public Builder connectRetryCount(int connectRetryCount) {
      settings.set(CONNECT_RETRY_COUNT, (long) connectRetryCount);
      return this;
    }

    /**
     * Sets {@link PoolConfig#connectRetryDelay()}.
     *
     * @param connectRetryDelay 0 or more
     * @return this builder
     */
    public Builder connectRetryDelay(Duration connectRetryDelay) {
      settings.set(CONNECT_RETRY_DELAY, connectRetryDelay);
      return this;
    }

    /**
     * Sets {@link PoolConfig#fairnessDelay()}.
     *
     * @param fairnessDelay 0 or more
     * @return this builder
     */
    public Builder fairnessDelay(Duration fairnessDelay) {
      settings.set(FAIRNESS_DELAY, fairnessDelay);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxWaiters()}.
     *
     * @param maxWaiters 0 or more; {@link Integer#MAX_VALUE} for no limit
     * @return this builder
     */
    public Builder maxWaiters(int maxWaiters) {
      settings.set(MAX_WAITERS, (long) maxWaiters);
      return this;
    }

    /**
     * Sets {@link PoolConfig#readTimeout()}.
     *
     * @param readTimeout 0 or more; zero for no limit
     * @return this builder
     */
    public Builder readTimeout(Duration readTimeout) {
      settings.set(READ_TIMEOUT, readTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#writeTimeout()}.
     *
     * @param writeTimeout 0 or more; zero for no limit
     * @return this builder
     */
    public Builder writeTimeout(Duration writeTimeout) {
      settings.set(WRITE_TIMEOUT, writeTimeout);
      return this;
    }

    /**
     * Sets {@link PoolConfig#leakThreshold()}.
     *
     * @param leakThreshold 0 or more; zero for never
     * @return this builder
     */
    public Builder leakThreshold(Duration leakThreshold) {
      settings.set(LEAK_THRESHOLD, leakThreshold);
      return this;
    }

    /**
     * Sets {@link PoolConfig#attemptDelay()}.
     *
     * @param attemptDelay 10 ms to 2 seconds
     * @return this builder
     */
    public Builder attemptDelay(Duration attemptDelay) {
      settings.set(ATTEMPT_DELAY, attemptDelay);
      return this;
    }

    /**
     * Sets {@link PoolConfig#addressStrategy()}.
     *
     * @param addressStrategy the strategy
     * @return this builder
     */
    public Builder addressStrategy(AddressStrategy addressStrategy) {
      settings.set(ADDRESS_STRATEGY, addressStrategy);
      return this;
    }

    /**
     * Sets {@link PoolConfig#minDnsTtl()}.
     *
     * @param minDnsTtl 0 or more, at most {@link PoolConfig#maxDnsTtl()}
     * @return this builder
     */
    public Builder minDnsTtl(Duration minDnsTtl) {
      settings.set(MIN_DNS_TTL, minDnsTtl);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxDnsTtl()}.
     *
     * @param maxDnsTtl more than zero
     * @return this builder
     */
    public Builder maxDnsTtl(Duration maxDnsTtl) {
      settings.set(MAX_DNS_TTL, maxDnsTtl);
      return this;
    }

    /**
     * Sets {@link PoolConfig#negativeDnsTtl()}.
     *
     * @param negativeDnsTtl 0 or more
     * @return this builder
     */
    public Builder negativeDnsTtl(Duration negativeDnsTtl) {
      settings.set(NEGATIVE_DNS_TTL, negativeDnsTtl);
      return this;
    }

    /**
     * Sets {@link PoolConfig#maxDnsStale()}.
     *
     * @param maxDnsStale 0 or more; zero for not at all
     * @return this builder
     */
    public Builder maxDnsStale(Duration maxDnsStale) {
      settings.set(MAX_DNS_STALE, maxDnsStale);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tcpNoDelay()}.
     *
     * @param tcpNoDelay whether small writes go out at once
     * @return this builder
     */
    public Builder tcpNoDelay(boolean tcpNoDelay) {
      settings.set(TCP_NO_DELAY, tcpNoDelay);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tcpKeepAlive()}.
     *
     * @param tcpKeepAlive whether to probe
     * @return this builder
     */
    public Builder tcpKeepAlive(boolean tcpKeepAlive) {
      settings.set(TCP_KEEP_ALIVE, tcpKeepAlive);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tcpKeepAliveIdle()}.
     *
     * <p>Needs {@link PoolConfig#tcpKeepAlive()}.
     *
     * @param tcpKeepAliveIdle 1 to 32,767 seconds, rounded up to whole ones; zero for the system's
     *     value
     * @return this builder
     */
    public Builder tcpKeepAliveIdle(Duration tcpKeepAliveIdle) {
      settings.set(TCP_KEEP_ALIVE_IDLE, tcpKeepAliveIdle);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tcpKeepAliveInterval()}.
     *
     * <p>Needs {@link PoolConfig#tcpKeepAlive()}.
     *
     * @param tcpKeepAliveInterval 1 to 32,767 seconds, rounded up to whole ones; zero for the
     *     system's value
     * @return this builder
     */
    public Builder tcpKeepAliveInterval(Duration tcpKeepAliveInterval) {
      settings.set(TCP_KEEP_ALIVE_INTERVAL, tcpKeepAliveInterval);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tcpKeepAliveCount()}.
     *
     * <p>Needs {@link PoolConfig#tcpKeepAlive()}.
     *
     * @param tcpKeepAliveCount 1 to 127; 0 for the system's value
     * @return this builder
     */
    public Builder tcpKeepAliveCount(int tcpKeepAliveCount) {
      settings.set(TCP_KEEP_ALIVE_COUNT, (long) tcpKeepAliveCount);
      return this;
    }

    /**
     * Sets {@link PoolConfig#receiveBufferSize()}.
     *
     * @param receiveBufferSize in bytes, 0 or more; 0 for the system's
     * @return this builder
     */
    public Builder receiveBufferSize(int receiveBufferSize) {
      settings.set(RECEIVE_BUFFER_SIZE, (long) receiveBufferSize);
      return this;
    }

    /**
     * Sets {@link PoolConfig#sendBufferSize()}.
     *
     * @param sendBufferSize in bytes, 0 or more; 0 for the system's
     * @return this builder
     */
    public Builder sendBufferSize(int sendBufferSize) {
      settings.set(SEND_BUFFER_SIZE, (long) sendBufferSize);
      return this;
    }

    /**
     * Sets {@link PoolConfig#proxy()}.
     *
     * <p>Not for Unix-domain sockets.
     *
     * @param proxy the proxy, or null for none
     * @return this builder
     */
    public Builder proxy(@Nullable Proxy proxy) {
      settings.setOrClear(PROXY, proxy);
      return this;
    }

    /**
     * Sets {@link PoolConfig#sourceAddress()}.
     *
     * <p>Not for Unix-domain sockets.
     *
     * @param sourceAddress the address, neither a wildcard nor multicast; or null for the system's
     *     choice
     * @return this builder
     */
    public Builder sourceAddress(@Nullable InetAddress sourceAddress) {
      settings.setOrClear(
          SOURCE_ADDRESS, sourceAddress == null ? null : new SourceAddress(sourceAddress));
      return this;
    }

    /**
     * Sets {@link PoolConfig#proxyProtocol()}.
     *
     * @param proxyProtocol whether to send the header
     * @return this builder
     */
    public Builder proxyProtocol(boolean proxyProtocol) {
      settings.set(PROXY_PROTOCOL, proxyProtocol);
      return this;
    }

    /**
     * Sets {@link PoolConfig#healthCheck()}.
     *
     * @param healthCheck the check, or null for none
     * @return this builder
     */
    public Builder healthCheck(@Nullable HealthCheck healthCheck) {
      settings.setOrClear(HEALTH_CHECK, healthCheck);
      return this;
    }

    /**
     * Sets {@link PoolConfig#onConnect()}.
     *
     * @param onConnect the hook, or null for none
     * @return this builder
     */
    public Builder onConnect(@Nullable ConnectHook onConnect) {
      settings.setOrClear(ON_CONNECT, onConnect);
      return this;
    }

    /**
     * Sets {@link PoolConfig#listener()}.
     *
     * @param listener the listener, or null for none
     * @return this builder
     */
    public Builder listener(@Nullable PoolListener listener) {
      settings.setOrClear(LISTENER, listener);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tls()}.
     *
     * @param tls the configuration, or null for none
     * @return this builder
     */
    public Builder tls(@Nullable TlsConfig tls) {
      settings.setOrClear(TLS, tls);
      return this;
    }

    /**
     * Sets {@link PoolConfig#transportProvider()}.
     *
     * @param transportProvider the name, or null for the best one found
     * @return this builder
     */
    public Builder transportProvider(@Nullable String transportProvider) {
      settings.setOrClear(TRANSPORT_PROVIDER, transportProvider);
      return this;
    }

    /**
     * Sets {@link PoolConfig#tlsProvider()}.
     *
     * @param tlsProvider the name, or null for the best one found
     * @return this builder
     */
    public Builder tlsProvider(@Nullable String tlsProvider) {
      settings.setOrClear(TLS_PROVIDER, tlsProvider);
      return this;
    }

    /**
     * Sets {@link PoolConfig#dnsProvider()}.
     *
     * @param dnsProvider the name, or null for the best one found
     * @return this builder
     */
    public Builder dnsProvider(@Nullable String dnsProvider) {
      settings.setOrClear(DNS_PROVIDER, dnsProvider);
      return this;
    }

    /**
     * Sets {@link PoolConfig#timeSource()}.
     *
     * @param timeSource the source, or null for the system's
     * @return this builder
     */
    public Builder timeSource(@Nullable TimeSource timeSource) {
      settings.setOrClear(TIME_SOURCE, timeSource);
      return this;
    }

    /**
     * Sets {@link PoolConfig#threadFactory()}.
     *
     * @param threadFactory the factory, or null for the pool's own choice
     * @return this builder
     */
    public Builder threadFactory(@Nullable ThreadFactory threadFactory) {
      settings.setOrClear(THREAD_FACTORY, threadFactory);
      return this;
    }

    /**
     * Sets {@link PoolConfig#providers()}.
     *
     * @param providers the providers; none for those that are found alone
     * @return this builder
     */
    public Builder providers(Provider... providers) {
      settings.set(PROVIDERS, List.of(providers));
      return this;
    }

    /**
     * Changes settings for one endpoint.
     *
     * <p>{@link #build()} calls the function with a builder that has the whole pool's settings, and
     * the changes of earlier overrides for the same endpoint. What is the whole pool's cannot
     * differ: name, maxConnections, how long addresses of a name are kept, proxy, sourceAddress,
     * tls, providers by name or by hand, listener, timeSource and threadFactory.
     *
     * @param endpoint the endpoint, which is {@linkplain PoolConfig#resolve(Endpoint) completed}
     *     when it is built
     * @param changes sets what is to differ
     * @return this builder
     */
    public Builder override(Endpoint endpoint, Consumer<Builder> changes) {
      Objects.requireNonNull(endpoint, "endpoint");
      Objects.requireNonNull(changes, "changes");
      if (overridden != null) {
        throw InvalidArgumentException.config(
            "override must be set for the whole pool, not in the override for " + overridden);
      }
      this.changes.add(new Change(endpoint, changes));
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @return the configuration
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if settings contradict
     *     each other, or an override changes what is the whole pool's
     */
    public PoolConfig build() {
      settings.checkTogether();
      Settings base = settings.copy();
      PoolDefaults defaults = base.endpointDefaults();
      Map<Endpoint, PoolConfig> overrides = new LinkedHashMap<>();
      for (Change change : changes) {
        Endpoint key = change.endpoint().completedFor(defaults);
        @Nullable PoolConfig earlier = overrides.get(key);
        Builder builder =
            new Builder((earlier == null ? base : earlier.settings).copy(), List.of(), key);
        change.changes().accept(builder);
        builder.settings.checkTogether();
        builder.settings.checkOverrides(base, key);
        overrides.put(key, new PoolConfig(builder.settings.copy(), List.of(), Map.of()));
      }
      PoolConfig config =
          new PoolConfig(base, List.copyOf(changes), Collections.unmodifiableMap(overrides));
      overrides.keySet().forEach(config::resolve);
      return config;
    }
  }
}
