package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint.Security;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

// Long because what holds between fields, overrides, texts and completed endpoints all need the
// same
// few configurations.

class PoolConfigTest {

  private static final TlsConfig HTTP2 = TlsConfig.builder().applicationProtocols("h2").build();
  private static final TlsConfig HTTP1 =
      TlsConfig.builder().applicationProtocols("http/1.1").build();
  private static final ConnectHook HOOK = ConnectionSetup::startTls;

  private static final PoolConfig PLAIN = PoolConfig.defaults();
  private static final PoolConfig SECURE = PoolConfig.builder().tls(HTTP2).onConnect(HOOK).build();

  private static final Proxy PROXY = Proxy.socks5("proxy.example", 1080);
  private static final InetAddress SOURCE = new InetSocketAddress("127.0.0.2", 0).getAddress();
  private static final PoolConfig AROUND =
      PoolConfig.builder().proxy(PROXY).sourceAddress(SOURCE).onConnect(HOOK).build();

  private static void assertInvalid(Runnable attempt, String message) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidConfig.class))
        .hasMessageContaining(message);
  }

  @Test
  void theDefaultsAreReadable() {
    assertThat(PoolConfig.defaults())
        .hasToString(
            "PoolConfig{name=conpool, maxConnectionsPerEndpoint=10, maxConnections=none,"
                + " minIdlePerEndpoint=0, maxIdleTime=1m, maxConnectionLifetime=5m,"
                + " maxConnectionUses=none, acquireTimeout=30s, connectTimeout=10s,"
                + " initTimeout=10s, healthCheckTimeout=1s, healthCheckAfterIdle=0s,"
                + " connectRetryCount=3, connectRetryDelay=100ms, fairnessDelay=1ms,"
                + " maxWaiters=none, readTimeout=none, writeTimeout=none, leakThreshold=none,"
                + " attemptDelay=250ms, addressStrategy=spread, minDnsTtl=1s, maxDnsTtl=1h,"
                + " negativeDnsTtl=1s, maxDnsStale=0s, tcpNoDelay=true, tcpKeepAlive=false,"
                + " tcpKeepAliveIdle=0s, tcpKeepAliveInterval=0s, tcpKeepAliveCount=0,"
                + " receiveBufferSize=0, sendBufferSize=0, proxyProtocol=false, providers=[]}");
  }

  @Test
  void minIdleIsAtMostMaxConnectionsPerEndpoint() {
    PoolConfig.Builder builder = PoolConfig.builder().minIdlePerEndpoint(3);
    assertThat(builder.maxConnectionsPerEndpoint(3).build().minIdlePerEndpoint()).isEqualTo(3);
    assertInvalid(
        () -> builder.maxConnectionsPerEndpoint(2).build(),
        "minIdlePerEndpoint must be at most maxConnectionsPerEndpoint, which is 2, was 3");
    assertInvalid(
        () -> PoolConfig.from(Map.of("conpool.min-idle-per-endpoint", "11")),
        "minIdlePerEndpoint must be at most maxConnectionsPerEndpoint, which is 10, was 11");
  }

  @Test
  void theLeastTimeOfAnAnswerIsAtMostTheMost() {
    PoolConfig.Builder builder = PoolConfig.builder().minDnsTtl(Duration.ofHours(2));
    assertInvalid(builder::build, "minDnsTtl must be at most maxDnsTtl, which is 1h, was 2h");
    assertThat(builder.maxDnsTtl(Duration.ofHours(2)).build().minDnsTtl())
        .isEqualTo(Duration.ofHours(2));
    assertInvalid(
        () -> PoolConfig.from(Map.of("conpool.max-dns-ttl", "500ms")),
        "minDnsTtl must be at most maxDnsTtl, which is 500ms, was 1s");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp-keep-alive-idle, 30s, tcpKeepAliveIdle",
    "tcp-keep-alive-interval, 5s, tcpKeepAliveInterval",
    "tcp-keep-alive-count, 3, tcpKeepAliveCount",
  })
  void aDetailOfKeepAliveNeedsKeepAlive(String key, String text, String field) {
    assertInvalid(
        () -> PoolConfig.from(Map.of("conpool." + key, text)),
        field + " must be left alone unless tcpKeepAlive is true, was " + text);
    Map<String, String> both = Map.of("conpool." + key, text, "conpool.tcp-keep-alive", "true");
    assertThat(PoolConfig.from(both).toString()).contains(field + "=" + text);
  }

  @Test
  void noPasswordIsShownOrRepeated() {
    PoolConfig config = PoolConfig.builder().proxy(PROXY.withCredentials("user", "secret")).build();
    assertThat(config.toString())
        .contains("proxy=socks5://proxy.example:1080")
        .doesNotContain("secret", "user");
    assertThat(config.resolve(Endpoint.of("a", 1)).toString()).doesNotContain("secret", "user");
    assertThatThrownBy(() -> PoolConfig.from(Map.of("conpool.proxy", "ftp://user:secret@proxy:1")))
        .hasMessageContaining("conpool.proxy must be socks5://host:port")
        .hasMessageContaining(", was ftp://…")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anAddressIsReadWithoutAResolver() {
    PoolConfig config = PoolConfig.from(Map.of("conpool.source-address", "0::1"));
    assertThat(config.sourceAddress()).hasToString("/0:0:0:0:0:0:0:1");
    assertThat(config.toString()).contains("sourceAddress=::1,");
  }

  @Test
  void aDurationBeyondTheLongestIsTheLongest() {
    Duration longest = Duration.ofDays(36_500);
    assertThat(PoolConfig.builder().readTimeout(longest).build().readTimeout()).isEqualTo(longest);
    for (Duration longer :
        List.of(longest.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))) {
      assertThat(PoolConfig.builder().connectTimeout(longer).build().connectTimeout())
          .isEqualTo(longest);
    }
    assertThat(PoolConfig.from(Map.of("conpool.acquire-timeout", "999999999999h")).acquireTimeout())
        .isEqualTo(longest);
  }

  @ParameterizedTest
  @CsvSource({"none", "unlimited", " none "})
  void noLimitIsSaidInWords(String text) {
    PoolConfig config =
        PoolConfig.from(
            Map.of(
                "conpool.max-connections", text,
                "conpool.max-waiters", text,
                "conpool.max-connection-uses", text));
    assertThat(config.maxConnections()).isEqualTo(Integer.MAX_VALUE);
    assertThat(config.maxWaiters()).isEqualTo(Integer.MAX_VALUE);
    assertThat(config.maxConnectionUses()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"none", "0", "0s", " 0.0 "})
  void noTimeLimitIsZeroOrNone(String text) {
    PoolConfig config =
        PoolConfig.from(
            Map.of(
                "conpool.max-idle-time", text,
                "conpool.max-connection-lifetime", text,
                "conpool.acquire-timeout", text));
    assertThat(config.maxIdleTime()).isZero();
    assertThat(config.maxConnectionLifetime()).isZero();
    assertThat(config.acquireTimeout()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "conpool.max-conections, conpool.max-connections",
    "conpool.maxIdleTime, conpool.max-idle-time",
    "conpool.MAX-IDLE-TIME, conpool.max-idle-time",
    "conpool.acquire-time-out, conpool.acquire-timeout",
    "max-waiters, conpool.max-waiters",
    "conpool.nam, conpool.name",
    "conpool.dns, conpool.name",
    "conpool.provider, conpool.dns-provider",
    "'', conpool.name",
  })
  void anUnknownKeyIsRefusedAndTheNearestSuggested(String key, String nearest) {
    assertInvalid(
        () -> PoolConfig.from(Map.of(key, "1")),
        "key must be known, was " + key + "; did you mean " + nearest + "?");
  }

  @Test
  void aHostileKeyIsRefusedInOneLine() {
    assertThatThrownBy(() -> PoolConfig.from(Map.of("conpool.\nx" + "y".repeat(1_000_000), "1")))
        .hasMessageNotContaining("\n")
        .hasMessageContaining("did you mean");
  }

  @Test
  void aKeyWithoutValueIsRefused() {
    assertInvalid(
        () -> PoolConfig.from(Collections.singletonMap("conpool.max-waiters", null)),
        "conpool.max-waiters must be 0 or more, or none, was blank");
  }

  @Test
  void otherPropertiesAreIgnored() {
    Properties properties = new Properties();
    properties.setProperty("java.home", "/");
    properties.setProperty("conpool", "x");
    properties.setProperty("my.conpool.max-waiters", "x");
    properties.put("some.object", 1);
    properties.put(1, "x");
    assertThat(PoolConfig.from(properties)).isEqualTo(PoolConfig.defaults());
    properties.setProperty("conpool.max-waiters", "5");
    assertThat(PoolConfig.from(properties).maxWaiters()).isEqualTo(5);
  }

  @Test
  void thePropertiesBehindOthersCountToo() {
    Properties behind = new Properties();
    behind.setProperty("conpool.max-waiters", "5");
    behind.setProperty("conpool.name", "behind");
    Properties properties = new Properties(behind);
    properties.setProperty("conpool.name", "front");
    assertThat(PoolConfig.from(properties).maxWaiters()).isEqualTo(5);
    assertThat(PoolConfig.from(properties).name()).isEqualTo("front");
  }

  @Test
  void aPropertyOfOursThatIsUnknownOrNoTextIsRefused() {
    Properties unknown = new Properties();
    unknown.setProperty("conpool.max-waiter", "5");
    assertInvalid(() -> PoolConfig.from(unknown), "did you mean conpool.max-waiters?");
    Properties number = new Properties();
    number.put("conpool.max-waiters", 5);
    assertInvalid(() -> PoolConfig.from(number), "conpool.max-waiters must be text");
  }

  @Test
  void aConfigDoesNotChangeWithItsBuilder() {
    PoolConfig.Builder builder = PoolConfig.builder();
    PoolConfig config = builder.build();
    builder.maxWaiters(1).override(Endpoint.of("a", 1), each -> each.maxWaiters(2));
    assertThat(config).isEqualTo(PoolConfig.defaults());
    PoolConfig.Builder copy = config.toBuilder();
    copy.maxWaiters(1);
    assertThat(config).isEqualTo(PoolConfig.defaults());
  }

  @Test
  void anEndpointOfThePoolsDefaultHasTlsWhereThePoolHas() {
    Endpoint endpoint = Endpoint.of("a", 1);
    assertThat(PLAIN.resolve(endpoint)).isEqualTo(Endpoint.plaintext("a", 1));
    assertThat(SECURE.resolve(endpoint)).isEqualTo(Endpoint.tls("a", 1).withTls(HTTP2));
    assertThat(SECURE.resolve(endpoint.withTls(HTTP1))).isEqualTo(endpoint.withTls(HTTP1));
    assertThat(SECURE.resolve(endpoint.withServerName("b")).serverName()).isEqualTo("b");
  }

  @Test
  void aTlsEndpointWithoutConfigurationGetsThePoolsOrTheDefault() {
    assertThat(PLAIN.resolve(Endpoint.tls("a", 1)).tls()).isEqualTo(TlsConfig.defaults());
    assertThat(SECURE.resolve(Endpoint.tls("a", 1)).tls()).isEqualTo(HTTP2);
    assertThat(SECURE.resolve(Endpoint.tls("a", 1))).isEqualTo(SECURE.resolve(Endpoint.of("a", 1)));
    assertThat(SECURE.resolve(Endpoint.starttls("a", 1)))
        .isEqualTo(Endpoint.starttls("a", 1).withTls(HTTP2));
  }

  @Test
  void aPlaintextEndpointStaysOne() {
    assertThat(SECURE.resolve(Endpoint.plaintext("a", 1))).isEqualTo(Endpoint.plaintext("a", 1));
  }

  @Test
  void aUnixSocketIsPlaintextUnlessItHasTlsOfItsOwn() {
    Endpoint unix = Endpoint.unix(Path.of("/run/x"));
    assertThat(SECURE.resolve(unix).security()).isEqualTo(Security.PLAINTEXT);
    assertThat(SECURE.resolve(unix).tls()).isNull();
    assertThat(SECURE.resolve(unix)).hasToString(unix.toString()).isEqualTo(PLAIN.resolve(unix));
    Endpoint secured = unix.withServerName("a").withTls(HTTP1);
    assertThat(SECURE.resolve(secured)).isEqualTo(secured);
  }

  @Test
  void anEndpointGetsThePoolsProxyAndSourceAddress() {
    Endpoint endpoint = Endpoint.plaintext("a", 1);
    assertThat(AROUND.resolve(endpoint).proxy()).isEqualTo(PROXY);
    assertThat(AROUND.resolve(endpoint).sourceAddress()).isEqualTo(SOURCE);
    assertThat(AROUND.resolve(endpoint))
        .isEqualTo(endpoint.withProxy(PROXY).withSourceAddress(SOURCE))
        .isNotEqualTo(PLAIN.resolve(endpoint));
    assertThat(AROUND.resolve(endpoint.withoutProxy()).proxy()).isNull();
    assertThat(AROUND.resolve(endpoint.withoutProxy()).sourceAddress()).isEqualTo(SOURCE);
  }

  @Test
  void anEndpointsOwnProxyIsNotThePools() {
    Proxy own = Proxy.httpConnect("own.example", 3128);
    assertThat(AROUND.resolve(Endpoint.of("a", 1).withProxy(own)).proxy()).isEqualTo(own);
    assertThat(PLAIN.resolve(Endpoint.of("a", 1).withProxy(own)).proxy()).isEqualTo(own);
    assertThat(PLAIN.resolve(Endpoint.of("a", 1).withoutProxy()))
        .isEqualTo(PLAIN.resolve(Endpoint.of("a", 1)));
  }

  @Test
  void aUnixSocketIsReachedDirectlyInAnyPool() {
    Endpoint unix = Endpoint.unix(Path.of("/run/x"));
    assertThat(AROUND.resolve(unix)).isEqualTo(PLAIN.resolve(unix));
    assertThat(AROUND.resolve(unix).proxy()).isNull();
    assertThat(AROUND.resolve(unix).sourceAddress()).isNull();
  }

  @Test
  void anAddressWithAScopeIsRefusedByAPoolWithAProxy() {
    Endpoint scoped = Endpoint.of("fe80::1%eth0", 1);
    assertThatThrownBy(() -> AROUND.resolve(scoped))
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidEndpoint.class))
        .hasMessageContaining("proxy must not be given to [fe80::1%eth0]:1, whose scope");
    assertThat(AROUND.resolve(scoped.withoutProxy()).proxy()).isNull();
  }

  @Test
  void anOverrideIsFoundBehindThePoolsProxy() {
    PoolConfig config =
        AROUND.toBuilder().override(Endpoint.of("a", 1), each -> each.maxWaiters(2)).build();
    assertThat(config.forEndpoint(Endpoint.of("a", 1)).maxWaiters()).isEqualTo(2);
    assertThat(config.forEndpoint(config.resolve(Endpoint.of("a", 1))).maxWaiters()).isEqualTo(2);
    assertThat(config.forEndpoint(Endpoint.of("a", 1).withoutProxy())).isSameAs(config);
  }

  static Stream<Endpoint> endpoints() {
    return Stream.of(
        Endpoint.of("a", 1),
        Endpoint.plaintext("a", 1),
        Endpoint.tls("a", 1),
        Endpoint.starttls("a", 1),
        Endpoint.tls("a", 1).withTls(HTTP1).withServerName("b"),
        Endpoint.of("a", 1).withProxy(PROXY),
        Endpoint.plaintext("a", 1).withoutProxy(),
        Endpoint.plaintext("a", 1).withSourceAddress(SOURCE),
        Endpoint.unix(Path.of("/run/x")));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void completingTwiceIsCompletingOnce(Endpoint endpoint) {
    for (PoolConfig config : List.of(PLAIN.toBuilder().onConnect(HOOK).build(), SECURE, AROUND)) {
      Endpoint once = config.resolve(endpoint);
      assertThat(config.resolve(once)).isSameAs(once);
      assertThat(once.security()).isNotEqualTo(Security.POOL_DEFAULT);
      assertThat(config.resolve(endpoint)).isSameAs(once);
    }
  }

  @Test
  void aStarttlsEndpointNeedsAHook() {
    Endpoint endpoint = Endpoint.starttls("a", 1);
    assertInvalid(
        () -> PLAIN.resolve(endpoint), "onConnect must be set for the endpoint starttls://a:1");
    assertThat(SECURE.resolve(endpoint).security()).isEqualTo(Security.STARTTLS);
    PoolConfig overridden =
        PoolConfig.builder().override(endpoint, each -> each.onConnect(HOOK)).build();
    assertThat(overridden.resolve(endpoint).security()).isEqualTo(Security.STARTTLS);
    assertInvalid(
        () -> overridden.resolve(Endpoint.starttls("b", 1)),
        "onConnect must be set for the endpoint starttls://b:1");
    assertInvalid(
        () -> SECURE.toBuilder().override(endpoint, each -> each.onConnect(null)).build(),
        "onConnect must be set for the endpoint starttls://a:1");
  }

  @Test
  void anOverrideHoldsForItsEndpointAlone() {
    PoolConfig config =
        PoolConfig.builder()
            .readTimeout(Duration.ofSeconds(5))
            .override(Endpoint.of("a", 1), each -> each.maxConnectionsPerEndpoint(2))
            .build();
    PoolConfig effective = config.forEndpoint(Endpoint.of("A", 1));
    assertThat(effective.maxConnectionsPerEndpoint()).isEqualTo(2);
    assertThat(effective.readTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.forEndpoint(Endpoint.plaintext("a", 1))).isSameAs(effective);
    assertThat(config.forEndpoint(Endpoint.of("b", 1))).isSameAs(config);
    assertThat(config.forEndpoint(Endpoint.tls("a", 1))).isSameAs(config);
    assertThat(config.maxConnectionsPerEndpoint()).isEqualTo(10);
    assertThat(effective.forEndpoint(Endpoint.of("a", 1))).isSameAs(effective);
  }

  @Test
  void anOverrideIsFoundByTheCompletedEndpoint() {
    PoolConfig config =
        SECURE.toBuilder().override(Endpoint.of("a", 1), each -> each.maxWaiters(2)).build();
    assertThat(config.forEndpoint(Endpoint.tls("a", 1).withTls(HTTP2)).maxWaiters()).isEqualTo(2);
    assertThat(config.forEndpoint(Endpoint.plaintext("a", 1))).isSameAs(config);
  }

  @Test
  void overridesStartFromWhatIsBuilt() {
    Consumer<PoolConfig.Builder> halved =
        each -> each.maxConnectionsPerEndpoint(each.build().maxConnectionsPerEndpoint() / 2);
    PoolConfig.Builder builder =
        PoolConfig.builder().override(Endpoint.of("a", 1), halved).maxConnectionsPerEndpoint(20);
    PoolConfig config = builder.build();
    assertThat(config.forEndpoint(Endpoint.of("a", 1)).maxConnectionsPerEndpoint()).isEqualTo(10);
    PoolConfig larger = config.toBuilder().maxConnectionsPerEndpoint(40).build();
    assertThat(larger.forEndpoint(Endpoint.of("a", 1)).maxConnectionsPerEndpoint()).isEqualTo(20);
    PoolConfig twice = config.toBuilder().override(Endpoint.plaintext("a", 1), halved).build();
    assertThat(twice.forEndpoint(Endpoint.of("a", 1)).maxConnectionsPerEndpoint()).isEqualTo(5);
  }

  static Stream<Arguments> poolWideChanges() {
    return Stream.<Map.Entry<String, Consumer<PoolConfig.Builder>>>of(
            Map.entry("name", each -> each.name("other")),
            Map.entry("maxConnections", each -> each.maxConnections(1)),
            Map.entry("tls", each -> each.tls(HTTP1)),
            Map.entry("tls", each -> each.tls(null)),
            Map.entry("listener", each -> each.listener(new PoolListener() {})),
            Map.entry("transportProvider", each -> each.transportProvider("x")),
            Map.entry("tlsProvider", each -> each.tlsProvider("x")),
            Map.entry("dnsProvider", each -> each.dnsProvider("x")),
            Map.entry("minDnsTtl", each -> each.minDnsTtl(Duration.ZERO)),
            Map.entry("maxDnsTtl", each -> each.maxDnsTtl(Duration.ofMinutes(1))),
            Map.entry("negativeDnsTtl", each -> each.negativeDnsTtl(Duration.ZERO)),
            Map.entry("maxDnsStale", each -> each.maxDnsStale(Duration.ofMinutes(1))),
            Map.entry("proxy", each -> each.proxy(PROXY)),
            Map.entry("sourceAddress", each -> each.sourceAddress(SOURCE)),
            Map.entry("threadFactory", each -> each.threadFactory(Thread::new)),
            Map.entry("providers", each -> each.providers(() -> "mine")))
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest
  @MethodSource("poolWideChanges")
  void whatIsTheWholePoolsCannotBeOverridden(String field, Consumer<PoolConfig.Builder> change) {
    PoolConfig.Builder builder = SECURE.toBuilder().override(Endpoint.plaintext("a", 1), change);
    assertInvalid(
        builder::build,
        field + " must be set for the whole pool, not in the override for tcp://a:1");
  }

  @Test
  void aPoolWideSettingOfTheSameValueIsNoOverride() {
    PoolConfig config =
        SECURE.toBuilder()
            .override(Endpoint.of("a", 1), each -> each.tls(HTTP2).name("conpool"))
            .build();
    assertThat(config.forEndpoint(Endpoint.of("a", 1)).tls()).isEqualTo(HTTP2);
  }

  @Test
  void anOverrideHasNoOverrides() {
    PoolConfig.Builder builder =
        PoolConfig.builder()
            .override(Endpoint.of("a", 1), each -> each.override(Endpoint.of("b", 1), other -> {}));
    assertInvalid(builder::build, "override must be set for the whole pool");
  }

  @Test
  void anOverrideIsCheckedAsTheWholeIs() {
    PoolConfig.Builder builder =
        PoolConfig.builder()
            .minIdlePerEndpoint(3)
            .override(Endpoint.of("a", 1), each -> each.maxConnectionsPerEndpoint(2));
    assertInvalid(builder::build, "minIdlePerEndpoint must be at most maxConnectionsPerEndpoint");
  }

  @Test
  void overridesArePartOfTheValueAndTheText() {
    Endpoint endpoint = Endpoint.of("a", 1);
    PoolConfig one = PoolConfig.builder().override(endpoint, each -> each.maxWaiters(2)).build();
    PoolConfig same =
        PoolConfig.builder()
            .override(Endpoint.plaintext("A", 1), each -> each.maxWaiters(2))
            .build();
    assertThat(one)
        .isEqualTo(same)
        .hasSameHashCodeAs(same)
        .isNotEqualTo(PoolConfig.defaults())
        .isEqualTo(one.toBuilder().build());
    assertThat(one.toString()).endsWith("providers=[], tcp://a:1={maxWaiters=2}}");
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> PoolConfig.builder().override(null, each -> {}))
        .withMessage("endpoint");
    assertThatNullPointerException()
        .isThrownBy(() -> PoolConfig.builder().override(Endpoint.of("a", 1), null))
        .withMessage("changes");
  }
}
