package io.conpool.cmd;

import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of a connection pool, for commands that are made with picocli.
 *
 * <pre>
 * {@literal @}Mixin PoolOptions options;
 *
 * try (ConnectionPool pool = ConnectionPool.create(options.toConfig())) { ... }
 * </pre>
 *
 * <p>Each option is a field of {@link PoolConfig} and takes what {@link PoolConfig#from(Map)}
 * takes: {@code --max-idle-time=90s} is {@code conpool.max-idle-time=90s}. A value that cannot be
 * right becomes a {@link ParameterException} that names the option, which picocli reports as it
 * reports its own. Where {@code --proxy} is not given, the environment variable {@code
 * CONPOOL_PROXY} is read, so that a password need not stand on the command line. Not safe for use
 * by several threads, like all of picocli.
 */
public final class PoolOptions {

  private static final String KEY_PREFIX = "conpool.";
  private static final String MOST = "max-connections-per-endpoint";
  private static final String LEAST = "min-idle-per-endpoint";
  private static final String NAME = "pool-name";
  private static final String SHORTEST = "min-dns-ttl";
  private static final String LONGEST = "max-dns-ttl";
  private static final String FOR_EVER = "876000h";

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  @Option(
      names = "--" + MOST,
      paramLabel = "N",
      description = "Connections to one endpoint, at most (10).")
  @Nullable String maxConnectionsPerEndpoint;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "Connections to all endpoints together, at most (unlimited).")
  @Nullable String maxConnections;

  @Option(
      names = "--" + LEAST,
      paramLabel = "N",
      description = "Idle connections to keep open to an endpoint in use (0).")
  @Nullable String minIdlePerEndpoint;

  @Option(
      names = "--max-idle-time",
      paramLabel = "TIME",
      description = "How long a connection may be idle (60s).")
  @Nullable String maxIdleTime;

  @Option(
      names = "--max-connection-lifetime",
      paramLabel = "TIME",
      description = "How old a connection may become (300s).")
  @Nullable String maxConnectionLifetime;

  @Option(
      names = "--max-connection-uses",
      paramLabel = "N",
      description = "How often a connection may be used (unlimited).")
  @Nullable String maxConnectionUses;

  @Option(
      names = "--acquire-timeout",
      paramLabel = "TIME",
      description = "How long to wait for a connection, all told (30s).")
  @Nullable String acquireTimeout;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      description = "One try to connect: name, addresses and TLS (10s).")
  @Nullable String connectTimeout;

  @Option(
      names = "--connect-retry-count",
      paramLabel = "N",
      description = "Tries after the first one (3).")
  @Nullable String connectRetryCount;

  @Option(
      names = "--connect-retry-delay",
      paramLabel = "TIME",
      description = "Pause before the second try; it doubles with each (100ms).")
  @Nullable String connectRetryDelay;

  @Option(
      names = "--init-timeout",
      paramLabel = "TIME",
      description = "How long the set-up of a new connection may take (10s).")
  @Nullable String initTimeout;

  @Option(
      names = "--health-check-timeout",
      paramLabel = "TIME",
      description = "How long a health check may take (1s).")
  @Nullable String healthCheckTimeout;

  @Option(
      names = "--health-check-after-idle",
      paramLabel = "TIME",
      description = "Check only what was idle for longer than this (0s).")
  @Nullable String healthCheckAfterIdle;

  @Option(
      names = "--fairness-delay",
      paramLabel = "TIME",
      description = "How long a waiter may be overtaken (1ms).")
  @Nullable String fairnessDelay;

  @Option(
      names = "--max-waiters",
      paramLabel = "N",
      description = "Callers that may queue for one endpoint (unlimited).")
  @Nullable String maxWaiters;

  @Option(
      names = "--read-timeout",
      paramLabel = "TIME",
      description = "How long a read may wait (none).")
  @Nullable String readTimeout;

  @Option(
      names = "--write-timeout",
      paramLabel = "TIME",
      description = "How long a write may take (none).")
  @Nullable String writeTimeout;

  @Option(
      names = "--leak-threshold",
      paramLabel = "TIME",
      description = "Warn of connections held for longer than this (none).")
  @Nullable String leakThreshold;

  @Option(
      names = "--transport-provider",
      paramLabel = "NAME",
      description = "Who opens sockets (the best there is).")
  @Nullable String transportProvider;

  @Option(
      names = "--tls-provider",
      paramLabel = "NAME",
      description = "Who does TLS (the best there is).")
  @Nullable String tlsProvider;

  @Option(
      names = "--dns-provider",
      paramLabel = "NAME",
      description = "Who resolves names (the best there is).")
  @Nullable String dnsProvider;

  @Option(
      names = "--" + NAME,
      paramLabel = "NAME",
      description = "What the pool is called (conpool).")
  @Nullable String name;

  @Mixin NetworkOptions network = new NetworkOptions();

  /** Makes options of which none is given. */
  public PoolOptions() {}

  /**
   * Returns the default configuration with the given options applied.
   *
   * @return the configuration
   * @throws ParameterException if an option cannot be right, or two contradict each other
   */
  public PoolConfig toConfig() {
    return applyTo(PoolConfig.defaults());
  }

  /**
   * Applies the given options to a configuration. What was not given stays as it is there.
   *
   * @param base what the application has set itself
   * @return the configuration, or one equal to the base where no option was given
   * @throws ParameterException if an option cannot be right, or contradicts another one or the base
   */
  public PoolConfig applyTo(PoolConfig base) {
    PoolConfig.Builder builder = base.toBuilder();
    set(
        MOST,
        maxConnectionsPerEndpoint,
        c -> builder.maxConnectionsPerEndpoint(c.maxConnectionsPerEndpoint()));
    set("max-connections", maxConnections, c -> builder.maxConnections(c.maxConnections()));
    set(LEAST, minIdlePerEndpoint, c -> builder.minIdlePerEndpoint(c.minIdlePerEndpoint()));
    set("max-idle-time", maxIdleTime, c -> builder.maxIdleTime(c.maxIdleTime()));
    set(
        "max-connection-lifetime",
        maxConnectionLifetime,
        c -> builder.maxConnectionLifetime(c.maxConnectionLifetime()));
    set(
        "max-connection-uses",
        maxConnectionUses,
        c -> builder.maxConnectionUses(c.maxConnectionUses()));
    set("acquire-timeout", acquireTimeout, c -> builder.acquireTimeout(c.acquireTimeout()));
    set("connect-timeout", connectTimeout, c -> builder.connectTimeout(c.connectTimeout()));
    set(
        "connect-retry-count",
        connectRetryCount,
        c -> builder.connectRetryCount(c.connectRetryCount()));
    set(
        "connect-retry-delay",
        connectRetryDelay,
        c -> builder.connectRetryDelay(c.connectRetryDelay()));
    set("init-timeout", initTimeout, c -> builder.initTimeout(c.initTimeout()));
    set(
        "health-check-timeout",
        healthCheckTimeout,
        c -> builder.healthCheckTimeout(c.healthCheckTimeout()));
    set(
        "health-check-after-idle",
        healthCheckAfterIdle,
        c -> builder.healthCheckAfterIdle(c.healthCheckAfterIdle()));
    set("fairness-delay", fairnessDelay, c -> builder.fairnessDelay(c.fairnessDelay()));
    set("max-waiters", maxWaiters, c -> builder.maxWaiters(c.maxWaiters()));
    set("read-timeout", readTimeout, c -> builder.readTimeout(c.readTimeout()));
    set("write-timeout", writeTimeout, c -> builder.writeTimeout(c.writeTimeout()));
    set("leak-threshold", leakThreshold, c -> builder.leakThreshold(c.leakThreshold()));
    set(
        "transport-provider",
        transportProvider,
        c -> builder.transportProvider(c.transportProvider()));
    set("tls-provider", tlsProvider, c -> builder.tlsProvider(c.tlsProvider()));
    set("dns-provider", dnsProvider, c -> builder.dnsProvider(c.dnsProvider()));
    set(NAME, name, c -> builder.name(c.name()));
    network.give(this::set, builder);
    try {
      return builder.build();
    } catch (InvalidArgumentException e) {
      throw refused("These options do not go together: " + reason(e), e);
    }
  }

  /** Hands the configuration on in which this option alone is set, if it was given. */
  private void set(String option, @Nullable String value, Consumer<PoolConfig> copy) {
    if (value == null) {
      return;
    }
    PoolConfig parsed;
    try {
      parsed = PoolConfig.from(alone(option, value));
    } catch (InvalidArgumentException e) {
      throw refused("Invalid value for option '--" + option + "': " + reason(e), e);
    }
    copy.accept(parsed);
  }

  /** Settings that are this one, and no obstacle to it. */
  private static Map<String, String> alone(String option, String value) {
    return switch (option) {
      case NAME -> Map.of(KEY_PREFIX + "name", value);
      // Whether it is above the maximum is known once all options are.
      case LEAST ->
          Map.of(KEY_PREFIX + MOST, String.valueOf(Integer.MAX_VALUE), KEY_PREFIX + LEAST, value);
      case SHORTEST -> Map.of(KEY_PREFIX + LONGEST, FOR_EVER, KEY_PREFIX + SHORTEST, value);
      case LONGEST -> Map.of(KEY_PREFIX + SHORTEST, "0", KEY_PREFIX + LONGEST, value);
      // So is whether there is keep-alive at all.
      case "tcp-keep-alive-idle", "tcp-keep-alive-interval", "tcp-keep-alive-count" ->
          Map.of(KEY_PREFIX + "tcp-keep-alive", "true", KEY_PREFIX + option, value);
      default -> Map.of(KEY_PREFIX + option, value);
    };
  }

  private ParameterException refused(String message, InvalidArgumentException cause) {
    CommandSpec spec = Objects.requireNonNull(command, "PoolOptions is not a picocli mix-in");
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private static String reason(InvalidArgumentException e) {
    return e.error() instanceof PoolError.InvalidConfig invalid ? invalid.message() : e.toString();
  }
}
