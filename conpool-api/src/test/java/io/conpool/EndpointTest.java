package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint.Security;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final TlsConfig HTTP2 = TlsConfig.builder().applicationProtocols("h2").build();
  private static final Proxy SOCKS = Proxy.socks5("proxy.example", 1080);
  private static final InetAddress SOURCE = address("127.0.0.2");

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private static PoolDefaults pool(TlsConfig tls) {
    return new PoolDefaults(tls, Way.OPEN);
  }

  private static void assertInvalid(Runnable attempt, String message) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidEndpoint.class))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "Example.org, example.org.",
    "bücher.example, XN--BCHER-KVA.example",
    "[::1], 0:0:0:0:0:0:0:1",
    "::ffff:10.1.2.3, 10.1.2.3",
  })
  void endpointsThatAreWrittenDifferentlyAreEqual(String one, String other) {
    assertThat(Endpoint.of(one, 443))
        .isEqualTo(Endpoint.of(other, 443))
        .hasSameHashCodeAs(Endpoint.of(other, 443));
  }

  @Test
  void endpointsThatMayNotShareConnectionsAreApart() {
    List<Endpoint> apart =
        List.of(
            Endpoint.of("a.example", 1),
            Endpoint.of("a.example", 2),
            Endpoint.of("b.example", 1),
            Endpoint.plaintext("a.example", 1),
            Endpoint.tls("a.example", 1),
            Endpoint.starttls("a.example", 1),
            Endpoint.tls("a.example", 1).withTls(HTTP2),
            Endpoint.tls("a.example", 1).withTls(TlsConfig.defaults()),
            Endpoint.starttls("a.example", 1).withTls(HTTP2),
            Endpoint.tls("a.example", 1).withServerName("b.example"),
            Endpoint.of("fe80::1%eth0", 1),
            Endpoint.of("fe80::1%eth1", 1),
            Endpoint.of("a.example", 1).withoutProxy(),
            Endpoint.of("a.example", 1).withProxy(SOCKS),
            Endpoint.of("a.example", 1).withProxy(SOCKS.withCredentials("user", "one")),
            Endpoint.of("a.example", 1).withProxy(SOCKS.withCredentials("user", "two")),
            Endpoint.of("a.example", 1).withProxy(Proxy.httpConnect("proxy.example", 1080)),
            Endpoint.of("a.example", 1).withSourceAddress(SOURCE),
            Endpoint.of("a.example", 1).withSourceAddress(address("::1")),
            Endpoint.of("a.example", 1).withProxy(SOCKS).withSourceAddress(SOURCE),
            Endpoint.unix(Path.of("/run/a")),
            Endpoint.unix(Path.of("/run/b")));
    assertThat(apart).doesNotHaveDuplicates();
    assertThat(Endpoint.of("a.example", 1)).isNotEqualTo("a.example:1").isNotEqualTo(null);
  }

  @Test
  void tlsConfigsOfTheSameContentAreTheSameEndpoint() {
    TlsConfig same = TlsConfig.builder().applicationProtocols("h2").build();
    assertThat(Endpoint.tls("a", 1).withTls(HTTP2))
        .isEqualTo(Endpoint.tls("a", 1).withTls(same))
        .hasSameHashCodeAs(Endpoint.tls("a", 1).withTls(same));
  }

  @ParameterizedTest
  @CsvSource({
    "example.org:443, POOL_DEFAULT, example.org, 443",
    "[::1]:443, POOL_DEFAULT, ::1, 443",
    "[fe80::1%eth0]:443, POOL_DEFAULT, fe80::1%eth0, 443",
    "127.0.0.1:65535, POOL_DEFAULT, 127.0.0.1, 65535",
    "unix:1, POOL_DEFAULT, unix, 1",
    "tcp://example.org:80, PLAINTEXT, example.org, 80",
    "TLS://Example.org.:443, TLS, example.org, 443",
    "tls://[::1]:443, TLS, ::1, 443",
    "starttls://db.example:5432, STARTTLS, db.example, 5432",
  })
  void anEndpointIsReadFromText(String text, Security security, String host, int port) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint.security()).isEqualTo(security);
    assertThat(endpoint.host()).isEqualTo(host);
    assertThat(endpoint.port()).isEqualTo(port);
    assertThat(endpoint.isUnix()).isFalse();
    assertThat(endpoint.path()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:/run/x.sock",
        "UNIX:/run/x.sock",
        "unix:///run/x.sock",
        "unix:/run/./x.sock"
      })
  void aUnixPathIsReadFromText(String text) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).isEqualTo(Endpoint.unix(Path.of("/run/x.sock")));
    assertThat(endpoint.isUnix()).isTrue();
    assertThat(endpoint.path()).isEqualTo(Path.of("/run/x.sock").toAbsolutePath());
    assertThat(endpoint.host()).isEmpty();
    assertThat(endpoint.port()).isZero();
    assertThat(endpoint.peerName()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|port is missing: write host:port",
        "example.org|port is missing: write host:port",
        "example.org:|port is missing: write host:port",
        "tls://example.org|port is missing: write host:port",
        "[::1]|port is missing: write host:port",
        ":443|host must not be empty",
        "tls://:443|host must not be empty",
        "example.org:0|port must be 1 to 65535, was 0",
        "example.org:65536|port must be 1 to 65535, was 65536",
        "example.org:99999999999999999999|port must be 1 to 65535",
        "example.org:-1|port must be 1 to 65535, was -1",
        "example.org:+443|port must be 1 to 65535, was +443",
        "example.org:0443|port must be 1 to 65535, was 0443",
        "example.org:４４３|port must be 1 to 65535",
        "example.org:https|port must be 1 to 65535, was https",
        "'example.org: 443'|port must be 1 to 65535",
        "'example.org:443 '|port must be 1 to 65535",
        "::1:443|host must be in brackets if it is an IPv6 address, as in [::1]:443",
        "a:1:2|host must be in brackets",
        "[::1]443|port is missing",
        "[::1]x:443|endpoint must be [address]:port",
        "x[::1]:443|endpoint must be [address]:port",
        "[a.example]:443|host must be a name or an IPv4 or IPv6 address",
        "http://example.org:80|scheme must be tcp, tls, starttls, unix, srv, srv+tcp, srv+tls or srv+starttls, was http",
        "https://example.org/|scheme must be tcp, tls, starttls, unix, srv, srv+tcp, srv+tls or srv+starttls, was https",
        "://example.org:80|scheme must be tcp, tls, starttls, unix, srv",
        "tls://example.org:443/|endpoint must end after the port",
        "tls://example.org:443/index|endpoint must end after the port",
        "example.org:443?a=b|endpoint must end after the port",
        "example.org:443#a|endpoint must end after the port",
        "unix:run/x.sock|endpoint must end after the port",
        "unix://run/x.sock|path must follow directly, as in unix:/run/x.sock",
        "unix:/run/../x.sock|path must not contain '..'",
      })
  void whatIsNoEndpointIsRefusedAndSaysWhatWouldBeRight(String text, String message) {
    assertInvalid(() -> Endpoint.parse(text), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls://user:secret@example.org:443",
        "user:secret@example.org:443",
        "http://secret@example.org:80/",
        "tls://secret@:1",
        "@secret:1",
      })
  void userInformationIsRefusedAndNotRepeated(String text) {
    assertInvalid(() -> Endpoint.parse(text), "endpoint must not contain user information");
    assertThatThrownBy(() -> Endpoint.parse(text)).hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aPortOutOfRangeIsRefused(int port) {
    assertInvalid(() -> Endpoint.of("a", port), "port must be 1 to 65535, was " + port);
    assertInvalid(() -> Endpoint.plaintext("a", port), "port must be 1 to 65535");
    assertInvalid(() -> Endpoint.tls("a", port), "port must be 1 to 65535");
    assertInvalid(() -> Endpoint.starttls("a", port), "port must be 1 to 65535");
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException().isThrownBy(() -> Endpoint.of(null, 1)).withMessage("host");
    assertThatNullPointerException().isThrownBy(() -> Endpoint.parse(null)).withMessage("text");
    assertThatNullPointerException()
        .isThrownBy(() -> Endpoint.of("a", 1).withTls(null))
        .withMessage("tls");
    assertThatNullPointerException()
        .isThrownBy(() -> Endpoint.of("a", 1).withServerName(null))
        .withMessage("serverName");
    assertThatNullPointerException()
        .isThrownBy(() -> Endpoint.of("a", 1).withProxy(null))
        .withMessage("proxy");
    assertThatNullPointerException()
        .isThrownBy(() -> Endpoint.of("a", 1).withSourceAddress(null))
        .withMessage("sourceAddress");
  }

  @Test
  void aTlsConfigMeansTls() {
    assertThat(Endpoint.of("a", 1).withTls(HTTP2)).isEqualTo(Endpoint.tls("a", 1).withTls(HTTP2));
    assertThat(Endpoint.of("a", 1).withTls(HTTP2).tls()).isSameAs(HTTP2);
    assertThat(Endpoint.tls("a", 1).tls()).isNull();
  }

  @Test
  void aTlsConfigOnAStarttlsEndpointLeavesItOne() {
    assertThat(Endpoint.starttls("a", 1).withTls(HTTP2).security()).isEqualTo(Security.STARTTLS);
  }

  @Test
  void aTlsConfigOnAPlaintextEndpointIsRefused() {
    assertInvalid(
        () -> Endpoint.plaintext("a", 1).withTls(HTTP2),
        "tls must not be given to the plaintext endpoint tcp://a:1");
  }

  @Test
  void theServerNameIsNormalisedAsAHostIs() {
    Endpoint endpoint = Endpoint.tls("10.0.0.1", 1).withServerName("BÜCHER.example.");
    assertThat(endpoint.serverName()).isEqualTo("xn--bcher-kva.example");
    assertThat(endpoint.peerName()).isEqualTo("xn--bcher-kva.example");
    assertThat(endpoint.host()).isEqualTo("10.0.0.1");
    assertInvalid(
        () -> Endpoint.tls("a", 1).withServerName("b:1"), "serverName must be a name or an IPv4");
    assertInvalid(() -> Endpoint.tls("a", 1).withServerName(""), "serverName must not be empty");
  }

  @Test
  void theServerNameMayBeAnAddress() {
    assertThat(Endpoint.tls("a", 1).withServerName("[0::1]").peerName()).isEqualTo("::1");
  }

  @Test
  void theHostAsServerNameChangesNothing() {
    Endpoint endpoint = Endpoint.tls("a.example", 1);
    assertThat(endpoint.withServerName("A.example.")).isEqualTo(endpoint);
    assertThat(endpoint.withServerName("b").withServerName("a.example")).isEqualTo(endpoint);
    assertThat(endpoint.withServerName("a.example").serverName()).isNull();
  }

  @Test
  void theServerNameAndTheTlsConfigAreKeptByEachOther() {
    assertThat(Endpoint.tls("a", 1).withServerName("b").withTls(HTTP2))
        .isEqualTo(Endpoint.tls("a", 1).withTls(HTTP2).withServerName("b"));
  }

  @Test
  void thePeerNameIsTheHostWithoutItsScope() {
    assertThat(Endpoint.tls("fe80::1%eth0", 1).peerName()).isEqualTo("fe80::1");
    assertThat(Endpoint.tls("a.example", 1).peerName()).isEqualTo("a.example");
  }

  @Test
  void onlyAnAddressIsALiteral() {
    assertThat(Endpoint.of("127.0.0.1", 1).isAddressLiteral()).isTrue();
    assertThat(Endpoint.of("::1", 1).isAddressLiteral()).isTrue();
    assertThat(Endpoint.of("a", 1).isAddressLiteral()).isFalse();
    assertThat(Endpoint.unix(Path.of("/a")).isAddressLiteral()).isFalse();
  }

  @Test
  void theTextShowsWhereAndHow() {
    assertThat(Endpoint.of("A.example", 1)).hasToString("a.example:1");
    assertThat(Endpoint.plaintext("a", 1)).hasToString("tcp://a:1");
    assertThat(Endpoint.tls("::1", 443)).hasToString("tls://[::1]:443");
    assertThat(Endpoint.starttls("a", 1)).hasToString("starttls://a:1");
    assertThat(Endpoint.tls("10.0.0.1", 1).withServerName("b"))
        .hasToString("tls://10.0.0.1:1 as b");
    assertThat(Endpoint.tls("a", 1).withTls(HTTP2)).hasToString("tls://a:1");
  }

  @Test
  void theAuthorityIsHostAndPortAlone() {
    assertThat(Endpoint.tls("A.example", 443).withServerName("b").authority())
        .isEqualTo("a.example:443");
    assertThat(Endpoint.of("0::1", 443).authority()).isEqualTo("[::1]:443");
    assertThat(Endpoint.of("fe80::1%eth0", 443).authority()).isEqualTo("[fe80::1%eth0]:443");
  }

  @Test
  void theTextOfAnEndpointCanBeReadAgain() {
    for (Endpoint endpoint :
        List.of(
            Endpoint.of("a", 1),
            Endpoint.plaintext("::1", 2),
            Endpoint.tls("fe80::1%eth0", 3),
            Endpoint.starttls("1.2.3.4", 4),
            Endpoint.unix(Path.of("/run/x y@z.sock")))) {
      assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
    }
  }

  @Test
  void aUnixPathIsMadeAbsolute() {
    Path relative = Path.of("some", "x.sock");
    assertThat(Endpoint.unix(relative)).isEqualTo(Endpoint.unix(relative.toAbsolutePath()));
    assertThat(Endpoint.unix(Path.of("/run/./x"))).hasToString("unix:" + Path.of("/run/x"));
    assertThat(Endpoint.unix(Path.of("/run/x")).authority()).isEqualTo("unix:" + Path.of("/run/x"));
  }

  @Test
  void aUnixPathThatIsNoneIsRefused() {
    assertInvalid(() -> Endpoint.unix(Path.of("")), "path must not be empty");
    assertInvalid(() -> Endpoint.unix(Path.of("/a/../b")), "path must not contain '..'");
    assertInvalid(
        () -> Endpoint.unix(Path.of("/a\nb")), "path must not contain control characters");
    assertInvalid(() -> Endpoint.parse("unix:/a\0b"), "path must be one");
  }

  @Test
  void aUnixPathOfAnotherFileSystemIsRefused(@TempDir Path directory) throws IOException {
    Path zip = directory.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a"));
    }
    try (FileSystem other = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of())) {
      assertInvalid(
          () -> Endpoint.unix(other.getPath("/a")), "path must be one of the default file system");
    }
  }

  @Test
  void tlsOverAUnixSocketNeedsAServerName() {
    Endpoint endpoint = Endpoint.unix(Path.of("/run/x"));
    assertInvalid(() -> endpoint.withTls(HTTP2), "serverName must be given before TLS to unix:");
    Endpoint named = endpoint.withServerName("db.example").withTls(HTTP2);
    assertThat(named.security()).isEqualTo(Security.TLS);
    assertThat(named.peerName()).isEqualTo("db.example");
    assertThat(named).hasToString("tls://unix:" + Path.of("/run/x") + " as db.example");
  }

  @Test
  void aCompletedEndpointIsMadeOnceForAPool() {
    PoolDefaults plain = pool(null);
    PoolDefaults secure = pool(HTTP2);
    Endpoint endpoint = Endpoint.of("a", 1);
    assertThat(endpoint.completedFor(plain)).isEqualTo(Endpoint.plaintext("a", 1));
    assertThat(endpoint.completedFor(plain)).isSameAs(endpoint.completedFor(pool(null)));
    assertThat(endpoint.completedFor(secure)).isEqualTo(endpoint.withTls(HTTP2));
    assertThat(endpoint.completedFor(secure)).isSameAs(endpoint.completedFor(pool(HTTP2)));
    assertThat(endpoint.completedFor(plain)).isEqualTo(Endpoint.plaintext("a", 1));
  }
}
