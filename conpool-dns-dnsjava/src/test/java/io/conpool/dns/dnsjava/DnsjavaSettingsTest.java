package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class DnsjavaSettingsTest {

  private static final String PREFIX = "io.conpool.dns.dnsjava.";

  private static final Network SYSTEM =
      new Network(
          List.of(new PlainServer(new InetSocketAddress("192.0.2.1", 53))),
          new SearchPath(List.of(Name.fromConstantString("system.test.")), 2));

  private static DnsjavaSettings from(String key, String value) {
    return DnsjavaSettings.from(Map.of(PREFIX + key, value));
  }

  private static List<String> servers(DnsjavaSettings settings) {
    return settings.over(SYSTEM).servers().stream().map(NameServer::toString).toList();
  }

  private static List<String> domains(DnsjavaSettings settings) {
    return settings.over(SYSTEM).searchPath().domains().stream().map(Name::toString).toList();
  }

  private static void isRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isEqualTo(new PoolError.InvalidConfig(message)));
  }

  @Test
  void whatIsNotSetIsTheSystems() {
    DnsjavaSettings none = DnsjavaSettings.from(Map.of("io.conpool.other", "x"));

    assertThat(none.over(SYSTEM)).isEqualTo(SYSTEM);
    assertThat(none.hostsFile()).isEqualTo(HostsFile.ofSystem());
  }

  @Test
  void propertiesSetEverything() {
    DnsjavaSettings settings =
        DnsjavaSettings.from(
            Map.of(
                PREFIX + "servers", "127.0.0.1, 127.0.0.2:5353,[::1]:54 ,::2,[::3]",
                PREFIX + "search", "corp.example, test.",
                PREFIX + "ndots", " 5 ",
                PREFIX + "hosts-file", "some/hosts"));

    assertThat(servers(settings))
        .containsExactly(
            "127.0.0.1:53",
            "127.0.0.2:5353",
            "[0:0:0:0:0:0:0:1]:54",
            "[0:0:0:0:0:0:0:2]:53",
            "[0:0:0:0:0:0:0:3]:53");
    assertThat(domains(settings)).containsExactly("corp.example.", "test.");
    assertThat(settings.over(SYSTEM).searchPath().dots()).isEqualTo(5);
    assertThat(settings.hostsFile()).isEqualTo(Path.of("some/hosts"));
  }

  @Test
  void theBuilderSetsTheSame() {
    DnsjavaSettings settings =
        DnsjavaSettings.builder()
            .servers(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353))
            .searchDomains("corp.example")
            .ndots(0)
            .hostsFile(Path.of("some/hosts"))
            .build();

    assertThat(servers(settings)).containsExactly("127.0.0.1:5353");
    assertThat(domains(settings)).containsExactly("corp.example.");
    assertThat(settings.over(SYSTEM).searchPath().dots()).isZero();
    assertThat(settings.hostsFile()).isEqualTo(Path.of("some/hosts"));
  }

  @Test
  void serversOverTlsAreNamedByAddressAndCertificate() {
    assertThat(
            servers(
                from(
                    "servers",
                    "tls://127.0.0.1#dns.example, tls://[::1]:8853, tls://127.0.0.2:54")))
        .containsExactly(
            "tls://127.0.0.1:853#dns.example",
            "tls://[0:0:0:0:0:0:0:1]:8853",
            "tls://127.0.0.2:54");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 853);
    assertThat(
            servers(
                DnsjavaSettings.builder()
                    .serverOverTls(address, "dns.example")
                    .serverOverTls(address)
                    .build()))
        .containsExactly("tls://127.0.0.1:853#dns.example", "tls://127.0.0.1:853");
  }

  @Test
  void aServerInTheClearBesidesThoseOverTlsIsRefused() {
    isRefused(
        () -> from("servers", "tls://127.0.0.1,127.0.0.2"),
        "servers must all be over TLS or none, or it would hide nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls://127.0.0.1#",
        "tls://127.0.0.1#127.0.0.1",
        "tls://127.0.0.1#a_b",
        "tls://127.0.0.1#-a.test",
        "tls://127.0.0.1#a b"
      })
  void aCertificateNameThatIsNoneIsRefused(String value) {
    assertThatThrownBy(() -> from("servers", value))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("certificateName must be a name in ASCII without a trailing dot");
  }

  @Test
  void searchPathAndHostsFileCanBeSwitchedOff() {
    assertThat(domains(from("search", "none"))).isEmpty();
    assertThat(from("hosts-file", "none").hostsFile()).isNull();
    DnsjavaSettings built = DnsjavaSettings.builder().searchDomains().withoutHostsFile().build();
    assertThat(domains(built)).isEmpty();
    assertThat(built.hostsFile()).isNull();
  }

  @Test
  void theKeysAreTold() {
    assertThat(DnsjavaSettings.keys())
        .containsExactlyInAnyOrder(
            PREFIX + "servers", PREFIX + "search", PREFIX + "ndots", PREFIX + "hosts-file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dns.example
          127.0.0.1:x
          127.0.0.1:65536
          127.0.0.1:-1
          127.0.0.1:
          127.0.0.1,,127.0.0.2
          [127.0.0.1
          ::1:x
          tls://dns.example
          tls://127.0.0.1:x#dns.example
          """)
  void aServerThatIsNoAddressIsRefused(String value) {
    assertThatThrownBy(() -> from("servers", value))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(
            PREFIX
                + "servers must be addresses with or without a port,"
                + " as in 192.0.2.53, [2001:db8::53]:5353, had");
  }

  @Test
  void aServerThatNobodyCanBeAskedAtIsRefused() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("dns.example", 53);
    String rule = "servers must be addresses with ports of 1 to 65535, had ";

    assertThatThrownBy(() -> from("servers", "127.0.0.1:0"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(rule + "127.0.0.1");
    assertThatThrownBy(() -> DnsjavaSettings.builder().servers(unresolved))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(rule + "dns.example");
    isRefused(() -> DnsjavaSettings.builder().servers(), "servers must be at least one");
  }

  @Test
  void aDomainThatIsNoNameIsRefused() {
    isRefused(
        () -> from("search", "a..b"), "searchDomains must be names, as in corp.example, had a..b");
    isRefused(() -> from("search", ""), "searchDomains must be names, as in corp.example, had ");
  }

  @Test
  void aNumberOfDotsThatIsNoneIsRefused() {
    isRefused(() -> from("ndots", "many"), PREFIX + "ndots must be a number, was many");
    isRefused(() -> from("ndots", "-1"), "ndots must be 0 to 15, was -1");
    isRefused(() -> from("ndots", "16"), "ndots must be 0 to 15, was 16");
  }

  @Test
  void aHostsFileThatIsNoPathIsRefused() {
    assertThatThrownBy(() -> from("hosts-file", "a\0b"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(PREFIX + "hosts-file must be a path or none, was ");
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThatThrownBy(() -> from("server", "127.0.0.1"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(PREFIX + "server is unknown, known are " + PREFIX + "servers");
  }
}
