package io.conpool;

import static io.conpool.Setting.Scope.ENDPOINT;
import static io.conpool.Setting.Scope.POOL;

import io.conpool.SettingType.Choice;
import io.conpool.SettingType.Count;
import io.conpool.SettingType.Flag;
import io.conpool.SettingType.Name;
import io.conpool.SettingType.Part;
import io.conpool.SettingType.Range;
import io.conpool.SettingType.Source;
import io.conpool.SettingType.Span;
import io.conpool.SettingType.Span.Zero;
import io.conpool.SettingType.Through;
import io.conpool.spi.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One field of {@link PoolConfig}: its name, range, default and scope. The table below is the only
 * place that knows them.
 *
 * @param <T> what its values are
 */
final class Setting<T> {

  /** For what a setting may differ. */
  enum Scope {
    /** One value for the whole pool. */
    POOL,
    /** May be overridden for an endpoint. */
    ENDPOINT
  }

  private static final List<Setting<?>> TABLE = new ArrayList<>();

  private static final long UNLIMITED = Integer.MAX_VALUE;

  /** The bounds of RFC 8305, section 8. */
  private static final Range ATTEMPT_DELAYS =
      new Range(Duration.ofMillis(10), Duration.ofSeconds(2), null);

  /** What Linux takes, the system with the narrowest bounds. */
  private static final Range KEEP_ALIVE_TIMES =
      new Range(Duration.ofSeconds(1), Duration.ofSeconds(32_767), "the system's");

  private static final Count KEEP_ALIVE_COUNTS = new Count(0, 127, null);

  static final Setting<String> NAME = new Setting<>("name", POOL, new Name(), "conpool");
  static final Setting<Long> MAX_CONNECTIONS_PER_ENDPOINT =
      count("maxConnectionsPerEndpoint", ENDPOINT, 1, null, 10);
  static final Setting<Long> MAX_CONNECTIONS =
      count("maxConnections", POOL, 1, UNLIMITED, UNLIMITED);
  static final Setting<Long> MIN_IDLE_PER_ENDPOINT =
      count("minIdlePerEndpoint", ENDPOINT, 0, null, 0);
  static final Setting<Duration> MAX_IDLE_TIME = span("maxIdleTime", Zero.UNLIMITED, 60_000);
  static final Setting<Duration> MAX_CONNECTION_LIFETIME =
      span("maxConnectionLifetime", Zero.UNLIMITED, 300_000);
  static final Setting<Long> MAX_CONNECTION_USES =
      new Setting<>("maxConnectionUses", ENDPOINT, new Count(0, Long.MAX_VALUE, 0L), 0L);
  static final Setting<Duration> ACQUIRE_TIMEOUT = span("acquireTimeout", Zero.UNLIMITED, 30_000);
  static final Setting<Duration> CONNECT_TIMEOUT = span("connectTimeout", Zero.REFUSED, 10_000);
  static final Setting<Duration> INIT_TIMEOUT = span("initTimeout", Zero.REFUSED, 10_000);
  static final Setting<Duration> HEALTH_CHECK_TIMEOUT =
      span("healthCheckTimeout", Zero.REFUSED, 1_000);
  static final Setting<Duration> HEALTH_CHECK_AFTER_IDLE =
      span("healthCheckAfterIdle", Zero.ALLOWED, 0);
  static final Setting<Long> CONNECT_RETRY_COUNT = count("connectRetryCount", ENDPOINT, 0, null, 3);
  static final Setting<Duration> CONNECT_RETRY_DELAY = span("connectRetryDelay", Zero.ALLOWED, 100);
  static final Setting<Duration> FAIRNESS_DELAY = span("fairnessDelay", Zero.ALLOWED, 1);
  static final Setting<Long> MAX_WAITERS = count("maxWaiters", ENDPOINT, 0, UNLIMITED, UNLIMITED);
  static final Setting<Duration> READ_TIMEOUT = span("readTimeout", Zero.UNLIMITED, 0);
  static final Setting<Duration> WRITE_TIMEOUT = span("writeTimeout", Zero.UNLIMITED, 0);
  static final Setting<Duration> LEAK_THRESHOLD = span("leakThreshold", Zero.UNLIMITED, 0);
  static final Setting<Duration> ATTEMPT_DELAY =
      new Setting<>("attemptDelay", ENDPOINT, ATTEMPT_DELAYS, Duration.ofMillis(250));
  static final Setting<AddressStrategy> ADDRESS_STRATEGY =
      new Setting<>(
          "addressStrategy", ENDPOINT, new Choice<>(AddressStrategy.class), AddressStrategy.SPREAD);
  static final Setting<Duration> MIN_DNS_TTL = span("minDnsTtl", POOL, Zero.ALLOWED, 1_000);
  static final Setting<Duration> MAX_DNS_TTL = span("maxDnsTtl", POOL, Zero.REFUSED, 3_600_000);
  static final Setting<Duration> NEGATIVE_DNS_TTL =
      span("negativeDnsTtl", POOL, Zero.ALLOWED, 1_000);
  static final Setting<Duration> MAX_DNS_STALE = span("maxDnsStale", POOL, Zero.ALLOWED, 0);
  static final Setting<Boolean> TCP_NO_DELAY = flag("tcpNoDelay", true);
  static final Setting<Boolean> TCP_KEEP_ALIVE = flag("tcpKeepAlive", false);
  static final Setting<Duration> TCP_KEEP_ALIVE_IDLE =
      new Setting<>("tcpKeepAliveIdle", ENDPOINT, KEEP_ALIVE_TIMES, Duration.ZERO);
  static final Setting<Duration> TCP_KEEP_ALIVE_INTERVAL =
      new Setting<>("tcpKeepAliveInterval", ENDPOINT, KEEP_ALIVE_TIMES, Duration.ZERO);
  static final Setting<Long> TCP_KEEP_ALIVE_COUNT =
      new Setting<>("tcpKeepAliveCount", ENDPOINT, KEEP_ALIVE_COUNTS, 0L);
  static final Setting<Long> RECEIVE_BUFFER_SIZE = count("receiveBufferSize", ENDPOINT, 0, null, 0);
  static final Setting<Long> SEND_BUFFER_SIZE = count("sendBufferSize", ENDPOINT, 0, null, 0);
  static final Setting<Proxy> PROXY = new Setting<>("proxy", POOL, new Through(), null);
  static final Setting<SourceAddress> SOURCE_ADDRESS =
      new Setting<>("sourceAddress", POOL, new Source(), null);
  static final Setting<Boolean> PROXY_PROTOCOL = flag("proxyProtocol", false);
  static final Setting<String> TRANSPORT_PROVIDER =
      new Setting<>("transportProvider", POOL, new Name(), null);
  static final Setting<String> TLS_PROVIDER = new Setting<>("tlsProvider", POOL, new Name(), null);
  static final Setting<String> DNS_PROVIDER = new Setting<>("dnsProvider", POOL, new Name(), null);
  static final Setting<List<Provider>> PROVIDERS =
      new Setting<>("providers", POOL, new Part<>(), List.of());
  static final Setting<TlsConfig> TLS = new Setting<>("tls", POOL, new Part<>(), null);
  static final Setting<ConnectHook> ON_CONNECT =
      new Setting<>("onConnect", ENDPOINT, new Part<>(), null);
  static final Setting<HealthCheck> HEALTH_CHECK =
      new Setting<>("healthCheck", ENDPOINT, new Part<>(), null);
  static final Setting<PoolListener> LISTENER = new Setting<>("listener", POOL, new Part<>(), null);
  static final Setting<TimeSource> TIME_SOURCE =
      new Setting<>("timeSource", POOL, new Part<>(), null);
  static final Setting<ThreadFactory> THREAD_FACTORY =
      new Setting<>("threadFactory", POOL, new Part<>(), null);

  /** All of them, in the order of the configuration table. */
  static final List<Setting<?>> ALL = List.copyOf(TABLE);

  private final int index;
  private final String name;
  private final String key;
  private final Scope scope;
  private final SettingType<T> type;
  private final @Nullable T defaultValue;

  private Setting(String name, Scope scope, SettingType<T> type, @Nullable T defaultValue) {
    this.index = TABLE.size();
    this.name = name;
    this.key = ConfigKeys.PREFIX + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    this.scope = scope;
    this.type = type;
    this.defaultValue = defaultValue;
    TABLE.add(this);
  }

  private static Setting<Long> count(
      String name, Scope scope, long min, @Nullable Long unlimited, long defaultValue) {
    return new Setting<>(name, scope, new Count(min, Integer.MAX_VALUE, unlimited), defaultValue);
  }

  private static Setting<Duration> span(String name, Zero zero, long defaultMillis) {
    return span(name, ENDPOINT, zero, defaultMillis);
  }

  private static Setting<Duration> span(String name, Scope scope, Zero zero, long defaultMillis) {
    return new Setting<>(name, scope, new Span(zero), Duration.ofMillis(defaultMillis));
  }

  private static Setting<Boolean> flag(String name, boolean defaultValue) {
    return new Setting<>(name, ENDPOINT, new Flag(), defaultValue);
  }

  /** Its place among {@link #ALL}. */
  int index() {
    return index;
  }

  /** Its name in Java, as in {@code maxIdleTime}. */
  String name() {
    return name;
  }

  /** Its key in a map, as in {@code conpool.max-idle-time}. */
  String key() {
    return key;
  }

  Scope scope() {
    return scope;
  }

  @Nullable T defaultValue() {
    return defaultValue;
  }

  /** Tells whether a text can stand for its values. */
  boolean hasText() {
    return !(type instanceof Part);
  }

  /** Returns the value to keep. */
  T checked(T value) {
    @Nullable T kept = type.check(value);
    if (kept == null) {
      throw wrong(name, type.format(value));
    }
    return kept;
  }

  /** Reads the value of a text in a map. */
  T parsed(String text) {
    @Nullable T value = type.parse(text.strip());
    if (value == null) {
      throw wrong(key, text.isBlank() ? "blank" : type.quotable(text.strip()));
    }
    return value;
  }

  private InvalidArgumentException wrong(String label, String was) {
    return InvalidArgumentException.config(label + " must be " + type.rule() + ", was " + was);
  }

  String format(T value) {
    return type.format(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
