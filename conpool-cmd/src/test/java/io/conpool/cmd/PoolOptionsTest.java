package io.conpool.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conpool.AddressStrategy;
import io.conpool.PoolConfig;
import io.conpool.Proxy;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class PoolOptionsTest {

  @Command(name = "application")
  static final class Application {
    @Mixin PoolOptions pool = new PoolOptions();
  }

  private static final Pattern WITHOUT_DEFAULT =
      Pattern.compile("--(.*-provider|proxy|source-address)");

  private final Application application = new Application();
  private final CommandLine line = new CommandLine(application);

  private PoolOptions parse(String... args) {
    line.parseArgs(args);
    return application.pool;
  }

  @Test
  void withoutOptionsThereAreTheDefaults() {
    assertThat(parse().toConfig()).isEqualTo(PoolConfig.defaults());
  }

  @Test
  void whatIsNotGivenStaysAsInTheBase() {
    PoolConfig base =
        PoolConfig.builder().maxIdleTime(Duration.ofSeconds(7)).maxWaiters(3).name("base").build();

    assertThat(parse().applyTo(base)).isEqualTo(base);
    assertThat(parse("--max-waiters=4").applyTo(base))
        .isEqualTo(base.toBuilder().maxWaiters(4).build());
  }

  @ParameterizedTest
  @CsvSource({
    "--max-connections-per-endpoint, 20, conpool.max-connections-per-endpoint",
    "--max-connections, 500, conpool.max-connections",
    "--min-idle-per-endpoint, 2, conpool.min-idle-per-endpoint",
    "--max-idle-time, 90s, conpool.max-idle-time",
    "--max-connection-lifetime, 10m, conpool.max-connection-lifetime",
    "--max-connection-uses, 1000, conpool.max-connection-uses",
    "--acquire-timeout, 5s, conpool.acquire-timeout",
    "--connect-timeout, 750ms, conpool.connect-timeout",
    "--connect-retry-count, 0, conpool.connect-retry-count",
    "--connect-retry-delay, 0.25, conpool.connect-retry-delay",
    "--init-timeout, 3s, conpool.init-timeout",
    "--health-check-timeout, 2s, conpool.health-check-timeout",
    "--health-check-after-idle, 15s, conpool.health-check-after-idle",
    "--fairness-delay, 5ms, conpool.fairness-delay",
    "--max-waiters, 100, conpool.max-waiters",
    "--read-timeout, 1h, conpool.read-timeout",
    "--write-timeout, 30s, conpool.write-timeout",
    "--leak-threshold, 1m, conpool.leak-threshold",
    "--transport-provider, nio, conpool.transport-provider",
    "--tls-provider, jdk, conpool.tls-provider",
    "--dns-provider, dnsjava, conpool.dns-provider",
    "--attempt-delay, 100ms, conpool.attempt-delay",
    "--address-strategy, ordered, conpool.address-strategy",
    "--min-dns-ttl, 5s, conpool.min-dns-ttl",
    "--max-dns-ttl, 10m, conpool.max-dns-ttl",
    "--negative-dns-ttl, 0, conpool.negative-dns-ttl",
    "--max-dns-stale, 1h, conpool.max-dns-stale",
    "--tcp-no-delay, false, conpool.tcp-no-delay",
    "--tcp-keep-alive, true, conpool.tcp-keep-alive",
    "--receive-buffer-size, 65536, conpool.receive-buffer-size",
    "--send-buffer-size, 65536, conpool.send-buffer-size",
    "--proxy, socks5://user:secret@proxy:1080, conpool.proxy",
    "--source-address, 127.0.0.2, conpool.source-address",
    "--proxy-protocol, true, conpool.proxy-protocol",
    "--pool-name, orders, conpool.name",
  })
  void anOptionSetsItsFieldAndNoOther(String option, String value, String key) {
    PoolConfig expected = PoolConfig.from(Map.of(key, value));

    assertThat(parse(option, value).toConfig())
        .isEqualTo(expected)
        .isNotEqualTo(PoolConfig.defaults());
  }

  @Test
  void everyFieldThatATextCanSetHasAnOption() {
    Set<Class<?>> textual =
        Set.of(
            int.class,
            long.class,
            boolean.class,
            Duration.class,
            String.class,
            AddressStrategy.class,
            Proxy.class,
            InetAddress.class);
    List<String> expected =
        Arrays.stream(PoolConfig.Builder.class.getMethods())
            .filter(method -> method.getParameterCount() == 1)
            .filter(method -> textual.contains(method.getParameterTypes()[0]))
            .filter(method -> method.getReturnType() == PoolConfig.Builder.class)
            .map(Method::getName)
            .map(name -> name.equals("name") ? "poolName" : name)
            .map(name -> "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toList();

    assertThat(line.getCommandSpec().options())
        .extracting(OptionSpec::longestName)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theHelpNamesTheRealDefaults() {
    Pattern inParentheses = Pattern.compile(".*\\((.+)\\)\\.");
    Map<String, String> described =
        line.getCommandSpec().options().stream()
            .filter(option -> !WITHOUT_DEFAULT.matcher(option.longestName()).matches())
            .collect(
                Collectors.toMap(
                    option ->
                        option.longestName().replace("--pool-", "--").replace("--", "conpool."),
                    option -> {
                      Matcher matcher = inParentheses.matcher(option.description()[0]);
                      assertThat(matcher.matches()).as(option.description()[0]).isTrue();
                      return matcher.group(1);
                    }));

    assertThat(described).hasSize(33);
    assertThat(PoolConfig.from(described)).isEqualTo(PoolConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource({
    "--max-connections-per-endpoint, 0",
    "--max-connections-per-endpoint, many",
    "--max-idle-time, -1s",
    "--connect-timeout, 0",
    "--acquire-timeout, soon",
    "--min-idle-per-endpoint, -1",
    "--attempt-delay, 5ms",
    "--address-strategy, random",
    "--tcp-no-delay, maybe",
    "--tcp-keep-alive-count, 128",
    "--proxy, https://proxy:443",
    "--source-address, 0.0.0.0",
  })
  void aBadValueIsRefusedAndNamesTheOption(String option, String value) {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse(option, value).toConfig())
        .withMessageContaining("'" + option + "'")
        .withMessageContaining(value);
  }

  @Test
  void theIdleMinimumIsComparedWithTheMaximumThatIsGiven() {
    assertThat(
            parse("--min-idle-per-endpoint=15", "--max-connections-per-endpoint=20")
                .toConfig()
                .minIdlePerEndpoint())
        .isEqualTo(15);
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--min-idle-per-endpoint=15").toConfig())
        .withMessageContaining("minIdlePerEndpoint");
  }

  @Test
  void theTimesOfAnswersAreComparedWithEachOtherAsTheyAreGiven() {
    assertThat(parse("--min-dns-ttl=2h", "--max-dns-ttl=3h").toConfig().minDnsTtl())
        .isEqualTo(Duration.ofHours(2));
    assertThat(parse("--max-dns-ttl=500ms", "--min-dns-ttl=0").toConfig().maxDnsTtl())
        .isEqualTo(Duration.ofMillis(500));
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--min-dns-ttl=2h").toConfig())
        .withMessageContaining("minDnsTtl");
  }

  @Test
  void theDetailsOfKeepAliveGoWithKeepAlive() {
    assertThat(
            parse(
                    "--tcp-keep-alive-idle=30s",
                    "--tcp-keep-alive-interval=5s",
                    "--tcp-keep-alive-count=3",
                    "--tcp-keep-alive=true")
                .toConfig())
        .isEqualTo(
            PoolConfig.builder()
                .tcpKeepAlive(true)
                .tcpKeepAliveIdle(Duration.ofSeconds(30))
                .tcpKeepAliveInterval(Duration.ofSeconds(5))
                .tcpKeepAliveCount(3)
                .build());
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--tcp-keep-alive-count=3").toConfig())
        .withMessageContaining("tcpKeepAliveCount")
        .withMessageContaining("tcpKeepAlive is true");
  }

  @Test
  void aProxysPasswordIsNotRepeated() {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--proxy=ftp://user:secret@proxy:21").toConfig())
        .withMessageContaining("'--proxy'")
        .withMessageNotContaining("secret");
  }

  @Test
  void theHelpSaysWhereAProxysPasswordGoesAndHowToKeepItToOneself() {
    String help = line.getUsageMessage();
    assertThat(help.replaceAll("\\s+", " "))
        .contains("user:password@")
        .contains("The variable CONPOOL_PROXY stands in for it: ps shows");
  }

  @Test
  void theNextCommandLineStartsAfresh() {
    parse("--max-waiters=4", "--proxy=http://proxy:3128");

    assertThat(parse().toConfig()).isEqualTo(PoolConfig.defaults());
  }
}
