package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Proxy.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {

  private static final Proxy SOCKS = Proxy.socks5("proxy.example", 1080);
  private static final Proxy HTTP = Proxy.httpConnect("proxy.example", 3128);

  private static void assertInvalid(Runnable attempt, String message) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidEndpoint.class))
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "socks5://proxy.example:1080, SOCKS5, proxy.example, 1080, false",
    "SOCKS5://Proxy.Example.:1, SOCKS5, proxy.example, 1, false",
    "http://bücher.example:3128, HTTP_CONNECT, xn--bcher-kva.example, 3128, false",
    "http://[0::1]:65535, HTTP_CONNECT, ::1, 65535, true",
    "socks5://127.0.0.1:9050, SOCKS5, 127.0.0.1, 9050, true",
    "socks5h://proxy.example:1080, SOCKS5, proxy.example, 1080, false",
    "SOCKS5H://[::1]:1080/, SOCKS5, ::1, 1080, true",
    "http://proxy.example:3128/, HTTP_CONNECT, proxy.example, 3128, false",
  })
  void aProxyIsReadFromText(String text, Kind kind, String host, int port, boolean literal) {
    Proxy proxy = Proxy.parse(text);
    assertThat(proxy.kind()).isEqualTo(kind);
    assertThat(proxy.host()).isEqualTo(host);
    assertThat(proxy.port()).isEqualTo(port);
    assertThat(proxy.isAddressLiteral()).isEqualTo(literal);
    assertThat(proxy.user()).isNull();
    assertThat(proxy.password()).isNull();
  }

  @Test
  void aProxyIsMadeByItsKind() {
    assertThat(SOCKS).isEqualTo(Proxy.parse("socks5://proxy.example:1080"));
    assertThat(HTTP).isEqualTo(Proxy.parse("http://proxy.example:3128"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user:secret|user|secret",
        "user:se:cret|user|se:cret",
        "us%3aer:secret|us:er|secret",
        "a%40b:p%2Fq%3F%23|a@b|p/q?#",
        "100%25:a+b|100%|a+b",
        "%C3%BCser:p%e2%82%acss|üser|p€ss",
        "üser:p€ss|üser|p€ss",
      })
  void credentialsAreReadFromText(String information, String user, String password) {
    Proxy proxy = Proxy.parse("socks5://" + information + "@proxy.example:1080");
    assertThat(proxy.user()).isEqualTo(user);
    assertThat(proxy.password()).isEqualTo(password);
    assertThat(proxy).isEqualTo(SOCKS.withCredentials(user, password));
  }

  @Test
  void aSlashAfterThePortIsNoPartOfIt() {
    assertThat(Proxy.parse("http://user:secret@proxy.example:3128/"))
        .isEqualTo(HTTP.withCredentials("user", "secret"))
        .hasToString("http://proxy.example:3128");
  }

  @Test
  void socks5hIsAnotherNameOfSocks5() {
    assertThat(Proxy.parse("socks5h://user:secret@proxy.example:1080"))
        .isEqualTo(SOCKS.withCredentials("user", "secret"))
        .hasToString("socks5://proxy.example:1080");
  }

  @Test
  void anHttpProxyMayHaveAnEmptyPassword() {
    assertThat(Proxy.parse("http://user:@proxy.example:3128"))
        .isEqualTo(HTTP.withCredentials("user", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|proxy must be socks5://host:port or http://host:port",
        "proxy:1080|proxy must be socks5://host:port or http://host:port, with user:password@"
            + " before the host where it is wanted, was proxy:1080",
        "user:secret@proxy:1080|proxy must be socks5://host:port or http://host:port, with"
            + " user:password@ before the host where it is wanted, was …",
        "https://proxy:443|proxy scheme must be socks5, socks5h or http, was https://proxy:443",
        "socks4://user:secret@proxy:1|proxy scheme must be socks5, socks5h or http, was socks4://…",
        "user:secret@x://proxy:1|proxy scheme must be socks5, socks5h or http, was …",
        "://proxy:1|proxy scheme must be socks5, socks5h or http",
        "socks5://|port is missing: write host:port",
        "socks5://proxy|port is missing: write host:port, was socks5://proxy",
        "socks5://user:secret@proxy|proxy must be socks5://host:port or http://host:port, with"
            + " user:password@ before the host where it is wanted, was socks5://…",
        "socks5://proxy:|port is missing",
        "socks5://:1080|proxy host must not be empty",
        "socks5://user:secret@:1080|proxy must be socks5://host:port",
        "socks5://pro xy:1080|proxy must be socks5://host:port",
        "socks5://-:1x|proxy must be socks5://host:port",
        "socks5://proxy.1:80|proxy host must be a name or an IPv4 address",
        "socks5://proxy:0|port must be 1 to 65535, was 0",
        "socks5://proxy:65536|port must be 1 to 65535, was 65536",
        "socks5://proxy:socks|proxy must be socks5://host:port",
        "socks5://::1:1080|proxy must be socks5://host:port",
        "socks5://[::1]x:1080|proxy must be socks5://host:port",
        "socks5://[::1]|port is missing: write host:port, was socks5://[::1]",
        "http://proxy:3128//|proxy must be socks5://host:port",
        "http://proxy/|port is missing: write host:port, was http://proxy/",
        "http:///|port is missing: write host:port",
        "http://user:secret@proxy:3128/x|proxy must be socks5://host:port",
        "http://proxy:3128?secret@x:1|proxy credentials must have '/', '?', '#' and '@'",
        "http://user:sec/ret@proxy:1|percent-encoded, as in %40 for '@'",
        "http://user:secret@home@proxy:1|proxy credentials must have",
        "http://secret@proxy:1|proxy credentials must be user:password",
        "http://@proxy:1|proxy credentials must be user:password",
        "http://user:secret%4@proxy:1|proxy credentials must have two hexadecimal digits",
        "http://user:secret%@proxy:1|proxy credentials must have two hexadecimal digits",
        "http://user:secret%g0@proxy:1|proxy credentials must have two hexadecimal digits",
        "http://user:secret%FF@proxy:1|proxy credentials must be UTF-8 once decoded",
        "http://user:secret%0d%0A@proxy:1|proxy password must not contain control characters",
        "http://secret%3A:x@proxy:1|proxy user must not contain ':'",
        "socks5://secret:@proxy:1|proxy password must have 1 to 255 bytes for SOCKS5 (RFC 1929),"
            + " has 0",
        "socks5://:secret@proxy:1|proxy user must have 1 to 255 bytes",
      })
  void whatIsNoProxyIsRefusedAndRepeatsNoCredentials(String text, String message) {
    assertInvalid(() -> Proxy.parse(text), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://jane:secret",
        "http://jane:secret/",
        "jane:secret",
        "socks5://jane:12@secret",
        "socks5://jane:12@secret:99999",
        "socks5://jane:12@secret!:1080",
        "jane:12@secret",
        "jane:secret://proxy:1080",
        "http://jane:1secret",
        "http://jane:secret:",
        "http://jane:secret:3128",
        "http://abe:5ecret:beef",
        "http://jane secret:3128",
      })
  void aPasswordIsNotRepeatedWhereverItStands(String text) {
    assertInvalid(() -> Proxy.parse(text), " must be socks5");
    assertThatThrownBy(() -> PoolConfig.from(Map.of("conpool.proxy", text)))
        .hasMessageContaining("conpool.proxy must be socks5://host:port")
        .hasMessageNotContaining("ecret");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void aPortOutOfRangeIsRefused(int port) {
    assertInvalid(() -> Proxy.socks5("a", port), "port must be 1 to 65535, was " + port);
    assertInvalid(() -> Proxy.httpConnect("a", port), "port must be 1 to 65535, was " + port);
  }

  @Test
  void socksCountsBytesNotCharacters() {
    String longest = "ü".repeat(127) + "a";
    assertThat(SOCKS.withCredentials(longest, longest).password()).isEqualTo(longest);
    assertInvalid(
        () -> SOCKS.withCredentials("ü".repeat(128), "x"), "proxy user must have 1 to 255 bytes");
    assertInvalid(
        () -> SOCKS.withCredentials("x", "secret".repeat(43)),
        "proxy password must have 1 to 255 bytes for SOCKS5 (RFC 1929), has 258");
    assertThat(HTTP.withCredentials("x", "secret".repeat(43)).password()).hasSize(258);
  }

  @Test
  void whatOnlyHttpCannotCarryIsRightForSocks() {
    assertThat(SOCKS.withCredentials("a:b", "c\td").user()).isEqualTo("a:b");
    assertInvalid(() -> HTTP.withCredentials("a:b", "c"), "proxy user must not contain ':'");
    assertInvalid(
        () -> HTTP.withCredentials("a\r\n", "c"), "proxy user must not contain control characters");
    assertThat(HTTP.withCredentials("a", "b:c").password()).isEqualTo("b:c");
  }

  @Test
  void theLastCredentialsHold() {
    assertThat(HTTP.withCredentials("a", "b").withCredentials("c", "d"))
        .isEqualTo(HTTP.withCredentials("c", "d"));
  }

  @Test
  void proxiesAreEqualByContent() {
    assertThat(HTTP.withCredentials("a", "b"))
        .isEqualTo(Proxy.parse("http://a:b@Proxy.example.:3128"))
        .hasSameHashCodeAs(Proxy.parse("http://a:b@Proxy.example.:3128"));
    assertThat(
            List.of(
                SOCKS,
                HTTP,
                Proxy.socks5("other.example", 1080),
                Proxy.socks5("proxy.example", 3128),
                HTTP.withCredentials("a", "b"),
                HTTP.withCredentials("a", "c"),
                HTTP.withCredentials("b", "b"),
                Proxy.NONE))
        .doesNotHaveDuplicates();
    assertThat(SOCKS).isNotEqualTo("socks5://proxy.example:1080").isNotEqualTo(null);
  }

  @Test
  void theTextHasNoCredentials() {
    assertThat(SOCKS.withCredentials("user", "secret")).hasToString("socks5://proxy.example:1080");
    assertThat(HTTP).hasToString("http://proxy.example:3128");
    assertThat(Proxy.httpConnect("0::1", 1)).hasToString("http://[::1]:1");
    assertThat(Proxy.httpConnect("0::1", 1).authority()).isEqualTo("[::1]:1");
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException().isThrownBy(() -> Proxy.socks5(null, 1)).withMessage("host");
    assertThatNullPointerException().isThrownBy(() -> Proxy.parse(null)).withMessage("text");
    assertThatNullPointerException()
        .isThrownBy(() -> SOCKS.withCredentials(null, "x"))
        .withMessage("user");
    assertThatNullPointerException()
        .isThrownBy(() -> SOCKS.withCredentials("x", null))
        .withMessage("password");
  }
}
