package io.conpool;

import io.conpool.spi.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** SKELETON: to be completed by the API author. */
public final class PoolConfig {
  private PoolConfig() {}

  public static PoolConfig defaults() {
    throw new IllegalStateException();
  }

  public static Builder builder() {
    throw new IllegalStateException();
  }

  public static PoolConfig from(Map<String, String> settings) {
    throw new IllegalStateException();
  }

  public static PoolConfig from(Properties settings) {
    throw new IllegalStateException();
  }

  public Builder toBuilder() {
    throw new IllegalStateException();
  }

  /** The key under which a pool with this configuration keeps the endpoint; idempotent. Never POOL_DEFAULT. */
  public Endpoint resolve(Endpoint endpoint) {
    return endpoint;
  }

  /** This configuration with the overrides of one endpoint (resolved) applied. */
  public PoolConfig forEndpoint(Endpoint endpoint) {
    return this;
  }

  /** Providers given by hand, they go before found ones. */
  public List<Provider> providers() {
    return List.of();
  }

  /** pool name, default "conpool". */
  public String name() {
    return "";
  }

  /** maxConnectionsPerEndpoint. */
  public int maxConnectionsPerEndpoint() {
    return 0;
  }

  /** Integer.MAX_VALUE = unlimited. */
  public int maxConnections() {
    return 0;
  }

  /** minIdlePerEndpoint. */
  public int minIdlePerEndpoint() {
    return 0;
  }

  /** maxIdleTime. */
  public Duration maxIdleTime() {
    return Duration.ZERO;
  }

  /** maxConnectionLifetime. */
  public Duration maxConnectionLifetime() {
    return Duration.ZERO;
  }

  /** 0 = unlimited. */
  public long maxConnectionUses() {
    return 0;
  }

  /** acquireTimeout. */
  public Duration acquireTimeout() {
    return Duration.ZERO;
  }

  /** connectTimeout. */
  public Duration connectTimeout() {
    return Duration.ZERO;
  }

  /** initTimeout. */
  public Duration initTimeout() {
    return Duration.ZERO;
  }

  /** healthCheckTimeout. */
  public Duration healthCheckTimeout() {
    return Duration.ZERO;
  }

  /** healthCheckAfterIdle. */
  public Duration healthCheckAfterIdle() {
    return Duration.ZERO;
  }

  /** connectRetryCount. */
  public int connectRetryCount() {
    return 0;
  }

  /** connectRetryDelay. */
  public Duration connectRetryDelay() {
    return Duration.ZERO;
  }

  /** fairnessDelay. */
  public Duration fairnessDelay() {
    return Duration.ZERO;
  }

  /** Integer.MAX_VALUE = unlimited. */
  public int maxWaiters() {
    return 0;
  }

  /** readTimeout. */
  public Duration readTimeout() {
    return Duration.ZERO;
  }

  /** writeTimeout. */
  public Duration writeTimeout() {
    return Duration.ZERO;
  }

  /** leakThreshold. */
  public Duration leakThreshold() {
    return Duration.ZERO;
  }

  /** healthCheck. */
  public @Nullable HealthCheck healthCheck() {
    return null;
  }

  /** onConnect. */
  public @Nullable ConnectHook onConnect() {
    return null;
  }

  /** listener. */
  public @Nullable PoolListener listener() {
    return null;
  }

  /** tls. */
  public @Nullable TlsConfig tls() {
    return null;
  }

  /** transportProvider. */
  public @Nullable String transportProvider() {
    return null;
  }

  /** tlsProvider. */
  public @Nullable String tlsProvider() {
    return null;
  }

  /** dnsProvider. */
  public @Nullable String dnsProvider() {
    return null;
  }

  /** timeSource. */
  public @Nullable TimeSource timeSource() {
    return null;
  }

  /** threadFactory. */
  public @Nullable ThreadFactory threadFactory() {
    return null;
  }

  public static final class Builder {
    private Builder() {}

    public Builder name(String name) {
      return this;
    }

    public Builder maxConnectionsPerEndpoint(int maxConnectionsPerEndpoint) {
      return this;
    }

    public Builder maxConnections(int maxConnections) {
      return this;
    }

    public Builder minIdlePerEndpoint(int minIdlePerEndpoint) {
      return this;
    }

    public Builder maxIdleTime(Duration maxIdleTime) {
      return this;
    }

    public Builder maxConnectionLifetime(Duration maxConnectionLifetime) {
      return this;
    }

    public Builder maxConnectionUses(long maxConnectionUses) {
      return this;
    }

    public Builder acquireTimeout(Duration acquireTimeout) {
      return this;
    }

    public Builder connectTimeout(Duration connectTimeout) {
      return this;
    }

    public Builder initTimeout(Duration initTimeout) {
      return this;
    }

    public Builder healthCheckTimeout(Duration healthCheckTimeout) {
      return this;
    }

    public Builder healthCheckAfterIdle(Duration healthCheckAfterIdle) {
      return this;
    }

    public Builder connectRetryCount(int connectRetryCount) {
      return this;
    }

    public Builder connectRetryDelay(Duration connectRetryDelay) {
      return this;
    }

    public Builder fairnessDelay(Duration fairnessDelay) {
      return this;
    }

    public Builder maxWaiters(int maxWaiters) {
      return this;
    }

    public Builder readTimeout(Duration readTimeout) {
      return this;
    }

    public Builder writeTimeout(Duration writeTimeout) {
      return this;
    }

    public Builder leakThreshold(Duration leakThreshold) {
      return this;
    }

    public Builder healthCheck(HealthCheck healthCheck) {
      return this;
    }

    public Builder onConnect(ConnectHook onConnect) {
      return this;
    }

    public Builder listener(PoolListener listener) {
      return this;
    }

    public Builder tls(TlsConfig tls) {
      return this;
    }

    public Builder transportProvider(String transportProvider) {
      return this;
    }

    public Builder tlsProvider(String tlsProvider) {
      return this;
    }

    public Builder dnsProvider(String dnsProvider) {
      return this;
    }

    public Builder timeSource(TimeSource timeSource) {
      return this;
    }

    public Builder threadFactory(ThreadFactory threadFactory) {
      return this;
    }

    public Builder providers(Provider... providers) {
      return this;
    }

    public Builder override(Endpoint endpoint, Consumer<Builder> changes) {
      return this;
    }

    public PoolConfig build() {
      throw new IllegalStateException();
    }
  }
}
