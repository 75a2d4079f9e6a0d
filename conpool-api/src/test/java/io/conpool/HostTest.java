package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {

  @ParameterizedTest
  @CsvSource({
    "localhost, localhost",
    "Example.ORG, example.org",
    "example.org., example.org",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example., xn--bcher-kva.example",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "my_service, my_service",
    "_a._tcp.example, _a._tcp.example",
    "r3---sn.example, r3---sn.example",
    "a.1b, a.1b",
    "1.2.3.4.example, 1.2.3.4.example",
  })
  void aNameIsLowerCaseAsciiWithoutTrailingDot(String written, String normalised) {
    assertThat(Host.parse("host", written)).isEqualTo(new Host(normalised, false));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1., 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0",
    "::1, ::1",
    "[::1], ::1",
    "0:0:0:0:0:0:0:1, ::1",
    "FE80::1%eth0, fe80::1%eth0",
    "[fe80::1%2], fe80::1%2",
    "::ffff:10.0.0.1, 10.0.0.1",
  })
  void anAddressIsALiteral(String written, String normalised) {
    assertThat(Host.parse("host", written)).isEqualTo(new Host(normalised, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1",
        "127.0.1",
        "010.0.0.1",
        "10.0.0.08",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "1.2.3.256",
        "1.2.3.4.5",
        "0.0.0.0x1",
        "1.2.3.0x",
        "example.123",
        "１２７.0.0.1",
        "127。0。0。1",
        "１２７。１",
      })
  void whatACLibraryMayTakeForAnAddressIsRefused(String written) {
    assertThatThrownBy(() -> Host.parse("host", written))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("host must be a name or an IPv4 address of four decimal numbers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        " a",
        "a ",
        "a\tb",
        "a\r\nb",
        "a\nHost: evil",
        "a\0b",
        "a\u007fb",
        "a\u0085b",
        "a\u00a0b",
        "a\u2028b",
        "a\u3000b",
      })
  void spacesAndControlCharactersAreRefused(String written) {
    assertThatThrownBy(() -> Host.parse("host", written))
        .hasMessageContaining("host must not contain spaces, line breaks or control characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a*b",
        "*.example",
        "a%b",
        "a,b",
        "a;b",
        "a'b",
        "a\"b",
        "a<b>",
        "a(b)",
        "a{b}",
        "a|b",
        "a^b",
        "a`b",
        "a~b",
        "a!b",
        "a$b",
        "a&b",
        "a+b",
        "a=b",
        // converted by IDN to a/c, a:80 and so on: the way to make a host end early
        "℀.example",
        "a／b",
        "a？b",
        "a＃b",
      })
  void charactersThatNoHostHasAreRefused(String written) {
    assertThatThrownBy(() -> Host.parse("host", written))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("host must");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a..b", ".a", "a..", "a.b..", "。", "\u00ad", "a.\u00ad.b"})
  void emptyLabelsAreRefused(String written) {
    assertThatThrownBy(() -> Host.parse("host", written))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("host must");
  }

  @Test
  void anEmptyHostIsRefused() {
    assertThatThrownBy(() -> Host.parse("serverName", ""))
        .hasMessageContaining("serverName must not be empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:80",
        "::1]",
        "[::1",
        "[a]",
        "[127.0.0.1]",
        "[]",
        "[",
        "]",
        "[[::1]]",
        ":",
        "[::1]:80",
        "::1%",
        "1::2::3"
      })
  void whatLooksLikeAnIpv6AddressMustBeOne(String written) {
    assertThatThrownBy(() -> Host.parse("host", written))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("host must");
  }

  @Test
  void aLabelHasAtMost63Characters() {
    assertThat(Host.parse("host", "a".repeat(63) + ".example").text()).startsWith("aaa");
    assertThatThrownBy(() -> Host.parse("host", "a".repeat(64) + ".example"))
        .hasMessageContaining("host must have 1 to 63 characters between dots");
    assertThatThrownBy(() -> Host.parse("host", "ü".repeat(64) + ".example"))
        .hasMessageContaining("host must be a valid international name");
  }

  @Test
  void aNameHasAtMost253Characters() {
    String longest = ("a".repeat(49) + ".").repeat(5) + "abc";
    assertThat(Host.parse("host", longest + ".").text()).hasSize(253);
    assertThatThrownBy(() -> Host.parse("host", longest + "d"))
        .hasMessageContaining("host must have at most 253 characters, has 254");
    assertThatThrownBy(() -> Host.parse("host", "ü".repeat(1_000_000)))
        .hasMessageContaining("host must have at most 253 characters");
  }

  @Test
  void aPasswordIsNotRepeatedInTheMessage() {
    assertThatThrownBy(() -> Host.parse("host", "user:secret@example.org"))
        .hasMessageContaining("user information")
        .hasMessageNotContaining("secret");
  }

  @Test
  void noTextBreaksTheNormalisation() {
    Random random = new Random(42);
    String alphabet =
        "aZ09.-_:[]%@/\\ \u00ad\u0130ßüÜ\u2100\ud800\udc00。１\u202e\u0000xn--\u212a\u0660";
    int accepted = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(8); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Host host = Host.parse("host", text.toString());
        assertThat(host.text()).matches("[a-z0-9._-]+|[0-9a-f:]+(%[A-Za-z0-9._~-]+)?");
        assertThat(Host.parse("host", host.text())).isEqualTo(host);
        accepted++;
      } catch (InvalidArgumentException e) {
        assertThat(e.error()).isInstanceOf(PoolError.InvalidEndpoint.class);
      }
    }
    assertThat(accepted).isGreaterThan(200);
  }
}
