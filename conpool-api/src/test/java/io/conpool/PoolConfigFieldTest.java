package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.Provider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

// Long because each of some forty fields has a row for its default, its range and its texts.

/** Every field of the configuration: its default, what is right, what is wrong, its key. */
class PoolConfigFieldTest {

  private static final Duration MINUS = Duration.ofNanos(-1);
  private static final List<String> NO_NUMBERS =
      List.of("", " ", "x", "1.5", "1e3", "0x1", "+1", "1 2", "١", "99999999999999999999", "-1");
  private static final List<String> NO_DURATIONS =
      List.of("", " ", "x", "-1s", "1d", "1e3", "1 s", "PT1S", "1s,2s", "infinite", "unlimited");

  /**
   * One field and what is known of it; the value that is no default is for the builder and, as
   * text, for a map.
   */
  private record Field<T>(
      String name,
      T byDefault,
      Function<PoolConfig, T> get,
      BiConsumer<PoolConfig.Builder, T> set,
      T other,
      String key,
      String text,
      List<T> wrong,
      List<String> wrongTexts,
      String rule) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Field<Integer> count(
      String name,
      int byDefault,
      Function<PoolConfig, Integer> get,
      BiConsumer<PoolConfig.Builder, Integer> set,
      String key,
      int least,
      boolean unlimited) {
    List<String> wrong = new ArrayList<>(NO_NUMBERS);
    wrong.add(String.valueOf(1L + Integer.MAX_VALUE));
    wrong.add(String.valueOf(least - 1));
    if (!unlimited) {
      wrong.addAll(List.of("none", "unlimited"));
    }
    return new Field<>(
        name,
        byDefault,
        get,
        set,
        7,
        key,
        " 7\t",
        List.of(least - 1, Integer.MIN_VALUE),
        wrong,
        least + " or more" + (unlimited ? ", or none" : ""));
  }

  /** A duration that may be zero, which means that there is no limit. */
  private static Field<Duration> limit(
      String name,
      Duration byDefault,
      Function<PoolConfig, Duration> get,
      BiConsumer<PoolConfig.Builder, Duration> set,
      String key) {
    return new Field<>(
        name,
        byDefault,
        get,
        set,
        Duration.ofMillis(1500),
        key,
        " 1.5 ",
        List.of(MINUS),
        NO_DURATIONS,
        "0 or more (0 or none: no limit), as in 500ms, 30s, 5m or 1h");
  }

  /** A duration for which there is no "none". */
  private static Field<Duration> time(
      String name,
      Duration byDefault,
      Function<PoolConfig, Duration> get,
      BiConsumer<PoolConfig.Builder, Duration> set,
      String key,
      boolean zero) {
    List<String> wrong = new ArrayList<>(NO_DURATIONS);
    wrong.add("none");
    List<Duration> wrongTimes = new ArrayList<>(List.of(MINUS, Duration.ofSeconds(Long.MIN_VALUE)));
    if (!zero) {
      wrong.addAll(List.of("0", "0ms"));
      wrongTimes.add(Duration.ZERO);
    }
    return new Field<>(
        name,
        byDefault,
        get,
        set,
        Duration.ofMillis(250),
        key,
        "250ms",
        wrongTimes,
        wrong,
        (zero ? "0 or more" : "more than 0") + ", as in 500ms, 30s, 5m or 1h");
  }

  private static Field<String> name(
      String name,
      String byDefault,
      Function<PoolConfig, String> get,
      BiConsumer<PoolConfig.Builder, String> set,
      String key) {
    return new Field<>(
        name,
        byDefault,
        get,
        set,
        "other one",
        key,
        "  other one\n",
        List.of("", " ", "a\nb", " a", "a\u2028b", "a\u202eb", "a".repeat(257)),
        List.of("", "  ", "a\nb"),
        "a name of 1 to 256 characters, none of them a control character, without spaces around"
            + " it");
  }

  private static Field<Boolean> flag(
      String name,
      boolean byDefault,
      Function<PoolConfig, Boolean> get,
      BiConsumer<PoolConfig.Builder, Boolean> set,
      String key) {
    return new Field<>(
        name,
        byDefault,
        get,
        set,
        !byDefault,
        key,
        " " + !byDefault + "\n",
        List.of(),
        List.of("", " ", "yes", "1", "TRUE", "none"),
        "true or false");
  }

  /** A time of keep-alive; those that Linux has no room for are wrong everywhere. */
  private static Field<Duration> keepAlive(
      String name,
      Function<PoolConfig, Duration> get,
      BiConsumer<PoolConfig.Builder, Duration> set,
      String key) {
    return new Field<>(
        name,
        Duration.ZERO,
        get,
        set,
        Duration.ofSeconds(1),
        key,
        "1s",
        List.of(MINUS, Duration.ofMillis(999), Duration.ofSeconds(32_767, 1)),
        and(NO_DURATIONS, "none", "999ms", "32768s"),
        "1s to 32767s, or 0 for the system's");
  }

  private static List<String> and(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private static Field<?>[] scalars() {
    return new Field<?>[] {
      name("name", "conpool", PoolConfig::name, PoolConfig.Builder::name, "conpool.name"),
      count(
          "maxConnectionsPerEndpoint",
          10,
          PoolConfig::maxConnectionsPerEndpoint,
          PoolConfig.Builder::maxConnectionsPerEndpoint,
          "conpool.max-connections-per-endpoint",
          1,
          false),
      count(
          "maxConnections",
          Integer.MAX_VALUE,
          PoolConfig::maxConnections,
          PoolConfig.Builder::maxConnections,
          "conpool.max-connections",
          1,
          true),
      count(
          "minIdlePerEndpoint",
          0,
          PoolConfig::minIdlePerEndpoint,
          PoolConfig.Builder::minIdlePerEndpoint,
          "conpool.min-idle-per-endpoint",
          0,
          false),
      limit(
          "maxIdleTime",
          Duration.ofSeconds(60),
          PoolConfig::maxIdleTime,
          PoolConfig.Builder::maxIdleTime,
          "conpool.max-idle-time"),
      limit(
          "maxConnectionLifetime",
          Duration.ofSeconds(300),
          PoolConfig::maxConnectionLifetime,
          PoolConfig.Builder::maxConnectionLifetime,
          "conpool.max-connection-lifetime"),
      new Field<>(
          "maxConnectionUses",
          0L,
          PoolConfig::maxConnectionUses,
          PoolConfig.Builder::maxConnectionUses,
          1L + Integer.MAX_VALUE,
          "conpool.max-connection-uses",
          "2147483648",
          List.of(-1L, Long.MIN_VALUE),
          NO_NUMBERS,
          "0 or more (0 or none: no limit)"),
      limit(
          "acquireTimeout",
          Duration.ofSeconds(30),
          PoolConfig::acquireTimeout,
          PoolConfig.Builder::acquireTimeout,
          "conpool.acquire-timeout"),
      time(
          "connectTimeout",
          Duration.ofSeconds(10),
          PoolConfig::connectTimeout,
          PoolConfig.Builder::connectTimeout,
          "conpool.connect-timeout",
          false),
      time(
          "initTimeout",
          Duration.ofSeconds(10),
          PoolConfig::initTimeout,
          PoolConfig.Builder::initTimeout,
          "conpool.init-timeout",
          false),
      time(
          "healthCheckTimeout",
          Duration.ofSeconds(1),
          PoolConfig::healthCheckTimeout,
          PoolConfig.Builder::healthCheckTimeout,
          "conpool.health-check-timeout",
          false),
      time(
          "healthCheckAfterIdle",
          Duration.ZERO,
          PoolConfig::healthCheckAfterIdle,
          PoolConfig.Builder::healthCheckAfterIdle,
          "conpool.health-check-after-idle",
          true),
      count(
          "connectRetryCount",
          3,
          PoolConfig::connectRetryCount,
          PoolConfig.Builder::connectRetryCount,
          "conpool.connect-retry-count",
          0,
          false),
      time(
          "connectRetryDelay",
          Duration.ofMillis(100),
          PoolConfig::connectRetryDelay,
          PoolConfig.Builder::connectRetryDelay,
          "conpool.connect-retry-delay",
          true),
      time(
          "fairnessDelay",
          Duration.ofMillis(1),
          PoolConfig::fairnessDelay,
          PoolConfig.Builder::fairnessDelay,
          "conpool.fairness-delay",
          true),
      count(
          "maxWaiters",
          Integer.MAX_VALUE,
          PoolConfig::maxWaiters,
          PoolConfig.Builder::maxWaiters,
          "conpool.max-waiters",
          0,
          true),
      limit(
          "readTimeout",
          Duration.ZERO,
          PoolConfig::readTimeout,
          PoolConfig.Builder::readTimeout,
          "conpool.read-timeout"),
      limit(
          "writeTimeout",
          Duration.ZERO,
          PoolConfig::writeTimeout,
          PoolConfig.Builder::writeTimeout,
          "conpool.write-timeout"),
      limit(
          "leakThreshold",
          Duration.ZERO,
          PoolConfig::leakThreshold,
          PoolConfig.Builder::leakThreshold,
          "conpool.leak-threshold"),
      new Field<>(
          "attemptDelay",
          Duration.ofMillis(250),
          PoolConfig::attemptDelay,
          PoolConfig.Builder::attemptDelay,
          Duration.ofMillis(10),
          "conpool.attempt-delay",
          "10ms",
          List.of(
              MINUS, Duration.ZERO, Duration.ofNanos(9_999_999), Duration.ofNanos(2_000_000_001)),
          and(NO_DURATIONS, "none", "0", "9ms", "2001ms"),
          "10ms to 2s"),
      new Field<>(
          "addressStrategy",
          AddressStrategy.SPREAD,
          PoolConfig::addressStrategy,
          PoolConfig.Builder::addressStrategy,
          AddressStrategy.ORDERED,
          "conpool.address-strategy",
          " ordered ",
          List.of(),
          List.of("", " ", "SPREAD", "random", "none"),
          "spread or ordered"),
      time(
          "minDnsTtl",
          Duration.ofSeconds(1),
          PoolConfig::minDnsTtl,
          PoolConfig.Builder::minDnsTtl,
          "conpool.min-dns-ttl",
          true),
      new Field<>(
          "maxDnsTtl",
          Duration.ofHours(1),
          PoolConfig::maxDnsTtl,
          PoolConfig.Builder::maxDnsTtl,
          Duration.ofSeconds(1),
          "conpool.max-dns-ttl",
          "1s",
          List.of(MINUS, Duration.ZERO),
          and(NO_DURATIONS, "none", "0"),
          "more than 0, as in 500ms, 30s, 5m or 1h"),
      time(
          "negativeDnsTtl",
          Duration.ofSeconds(1),
          PoolConfig::negativeDnsTtl,
          PoolConfig.Builder::negativeDnsTtl,
          "conpool.negative-dns-ttl",
          true),
      time(
          "maxDnsStale",
          Duration.ZERO,
          PoolConfig::maxDnsStale,
          PoolConfig.Builder::maxDnsStale,
          "conpool.max-dns-stale",
          true),
      flag(
          "tcpNoDelay",
          true,
          PoolConfig::tcpNoDelay,
          PoolConfig.Builder::tcpNoDelay,
          "conpool.tcp-no-delay"),
      flag(
          "tcpKeepAlive",
          false,
          PoolConfig::tcpKeepAlive,
          PoolConfig.Builder::tcpKeepAlive,
          "conpool.tcp-keep-alive"),
      keepAlive(
          "tcpKeepAliveIdle",
          PoolConfig::tcpKeepAliveIdle,
          PoolConfig.Builder::tcpKeepAliveIdle,
          "conpool.tcp-keep-alive-idle"),
      keepAlive(
          "tcpKeepAliveInterval",
          PoolConfig::tcpKeepAliveInterval,
          PoolConfig.Builder::tcpKeepAliveInterval,
          "conpool.tcp-keep-alive-interval"),
      new Field<>(
          "tcpKeepAliveCount",
          0,
          PoolConfig::tcpKeepAliveCount,
          PoolConfig.Builder::tcpKeepAliveCount,
          127,
          "conpool.tcp-keep-alive-count",
          "127",
          List.of(-1, 128),
          and(NO_NUMBERS, "none", "128"),
          "0 to 127"),
      count(
          "receiveBufferSize",
          0,
          PoolConfig::receiveBufferSize,
          PoolConfig.Builder::receiveBufferSize,
          "conpool.receive-buffer-size",
          0,
          false),
      count(
          "sendBufferSize",
          0,
          PoolConfig::sendBufferSize,
          PoolConfig.Builder::sendBufferSize,
          "conpool.send-buffer-size",
          0,
          false),
      new Field<>(
          "proxy",
          null,
          PoolConfig::proxy,
          PoolConfig.Builder::proxy,
          Proxy.socks5("proxy.example", 1080).withCredentials("user", "secret"),
          "conpool.proxy",
          " SOCKS5://user:secret@Proxy.example.:1080 ",
          List.of(),
          List.of("", " ", "none", "proxy:1080", "https://proxy:443", "http://user:secret@proxy"),
          "socks5://host:port or http://host:port, with user:password@ before the host where it is"
              + " wanted"),
      new Field<>(
          "sourceAddress",
          null,
          PoolConfig::sourceAddress,
          PoolConfig.Builder::sourceAddress,
          address("127.0.0.2"),
          "conpool.source-address",
          " 127.0.0.2 ",
          List.of(address("0.0.0.0"), address("::"), address("224.0.0.1")),
          List.of("", " ", "none", "localhost", "127.1", "[::1]", "0.0.0.0", "fe80::1%nowhere"),
          "an address of this machine, as in 192.0.2.1 or 2001:db8::1, neither a wildcard nor"
              + " multicast"),
      flag(
          "proxyProtocol",
          false,
          PoolConfig::proxyProtocol,
          PoolConfig.Builder::proxyProtocol,
          "conpool.proxy-protocol"),
      name(
          "transportProvider",
          null,
          PoolConfig::transportProvider,
          PoolConfig.Builder::transportProvider,
          "conpool.transport-provider"),
      name(
          "tlsProvider",
          null,
          PoolConfig::tlsProvider,
          PoolConfig.Builder::tlsProvider,
          "conpool.tls-provider"),
      name(
          "dnsProvider",
          null,
          PoolConfig::dnsProvider,
          PoolConfig.Builder::dnsProvider,
          "conpool.dns-provider"),
    };
  }

  private static <T> Field<T> part(
      String name,
      T byDefault,
      Function<PoolConfig, T> get,
      BiConsumer<PoolConfig.Builder, T> set,
      T other) {
    return new Field<>(name, byDefault, get, set, other, null, null, List.of(), List.of(), "");
  }

  private static Field<?>[] parts() {
    Provider provider = () -> "mine";
    return new Field<?>[] {
      PoolConfigFieldTest.<List<Provider>>part(
          "providers",
          List.of(),
          PoolConfig::providers,
          (builder, providers) -> builder.providers(providers.toArray(new Provider[0])),
          List.of(provider)),
      part("tls", null, PoolConfig::tls, PoolConfig.Builder::tls, TlsConfig.defaults()),
      part("onConnect", null, PoolConfig::onConnect, PoolConfig.Builder::onConnect, setup -> {}),
      part(
          "healthCheck",
          null,
          PoolConfig::healthCheck,
          PoolConfig.Builder::healthCheck,
          stream -> true),
      part(
          "listener",
          null,
          PoolConfig::listener,
          PoolConfig.Builder::listener,
          new PoolListener() {}),
      part(
          "timeSource",
          null,
          PoolConfig::timeSource,
          PoolConfig.Builder::timeSource,
          new StoppedTime()),
      part(
          "threadFactory",
          null,
          PoolConfig::threadFactory,
          PoolConfig.Builder::threadFactory,
          Thread::new),
    };
  }

  static Stream<Field<?>> scalarFields() {
    return Stream.of(scalars());
  }

  static Stream<Field<?>> fields() {
    return Stream.concat(Stream.of(scalars()), Stream.of(parts()));
  }

  static Stream<Arguments> wrongValues() {
    return scalarFields().flatMap(field -> field.wrong().stream().map(v -> Arguments.of(field, v)));
  }

  static Stream<Arguments> wrongTexts() {
    return scalarFields()
        .flatMap(field -> field.wrongTexts().stream().map(text -> Arguments.of(field, text)));
  }

  /** Where a field may be set: the details of keep-alive only beside keep-alive itself. */
  private static Map<String, String> ground(Field<?> field) {
    return field.name().matches("tcpKeepAlive.+")
        ? Map.of("conpool.tcp-keep-alive", "true")
        : Map.of();
  }

  private static <T> PoolConfig with(Field<T> field, T value) {
    PoolConfig.Builder builder = PoolConfig.from(ground(field)).toBuilder();
    field.set().accept(builder, value);
    return builder.build();
  }

  @Test
  void everyFieldIsTestedHere() {
    assertThat(fields().map(Field::name))
        .containsExactlyElementsOf(Setting.ALL.stream().map(Setting::name).toList());
  }

  @ParameterizedTest
  @MethodSource("fields")
  <T> void aFieldHasItsDefault(Field<T> field) {
    assertThat(field.get().apply(PoolConfig.defaults())).isEqualTo(field.byDefault());
    assertThat(field.get().apply(PoolConfig.builder().build())).isEqualTo(field.byDefault());
  }

  @ParameterizedTest
  @MethodSource("fields")
  <T> void aFieldIsSet(Field<T> field) {
    PoolConfig config = with(field, field.other());
    assertThat(field.get().apply(config)).isEqualTo(field.other());
    assertThat(config)
        .isNotEqualTo(PoolConfig.defaults())
        .isEqualTo(with(field, field.other()))
        .hasSameHashCodeAs(with(field, field.other()));
    assertThat(config.toString()).contains(field.name() + "=");
    assertThat(field.get().apply(config.toBuilder().build())).isEqualTo(field.other());
  }

  @ParameterizedTest
  @MethodSource("fields")
  <T> void aFieldThatMayBeNothingIsTakenBackWithNull(Field<T> field) {
    PoolConfig.Builder builder = with(field, field.other()).toBuilder();
    if (field.byDefault() == null) {
      field.set().accept(builder, null);
      assertThat(builder.build()).isEqualTo(PoolConfig.defaults());
    } else if (field.byDefault() instanceof Duration || field.byDefault() instanceof String) {
      assertThatThrownBy(() -> field.set().accept(builder, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage(field.name());
    }
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  <T> void aWrongValueIsRefusedAtOnce(Field<T> field, T wrong) {
    PoolConfig.Builder builder = PoolConfig.builder();
    assertThatThrownBy(() -> field.set().accept(builder, wrong))
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidConfig.class))
        .hasMessageContaining(field.name() + " must be " + field.rule() + ", was");
    assertThat(builder.build()).isEqualTo(PoolConfig.defaults());
  }

  @ParameterizedTest
  @MethodSource("scalarFields")
  <T> void aFieldIsReadFromAMap(Field<T> field) {
    Map<String, String> texts = new HashMap<>(ground(field));
    texts.put(field.key(), field.text());
    PoolConfig config = PoolConfig.from(texts);
    assertThat(config).isEqualTo(with(field, field.other()));
  }

  @ParameterizedTest
  @MethodSource("wrongTexts")
  void aWrongTextIsRefusedByItsKey(Field<?> field, String text) {
    assertThatThrownBy(() -> PoolConfig.from(Map.of(field.key(), text)))
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidConfig.class))
        .hasMessageContaining(field.key() + " must be " + field.rule() + ", was");
  }

  static Stream<String> partKeys() {
    return Setting.ALL.stream().filter(setting -> !setting.hasText()).map(Setting::key);
  }

  @ParameterizedTest
  @MethodSource("partKeys")
  void anObjectIsNotReadFromAMap(String key) {
    assertThatThrownBy(() -> PoolConfig.from(Map.of(key, "x")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(key + " must be set by a program, since no text can stand for it");
  }

  @Test
  void aTextThatIsRefusedIsQuotedInOneLine() {
    assertThatThrownBy(
            () -> PoolConfig.from(Map.of("conpool.max-waiters", "1\nFORGED " + "9".repeat(10_000))))
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  /** A time source that nobody asks. */
  private static final class StoppedTime implements TimeSource {
    @Override
    public long now() {
      return 0;
    }

    @Override
    public Instant wallClock() {
      return Instant.EPOCH;
    }

    @Override
    public void park(long deadline) {}

    @Override
    public void unpark(Thread thread) {}

    @Override
    public Timer schedule(long time, Runnable task) {
      return () -> false;
    }
  }
}
