package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerNamesTest {

  private static boolean matches(String onCertificate, String serverName) {
    return PeerNames.of(Pki.issuedFor(onCertificate).getCertificate()).include(serverName);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example",
    "A.Example, a.example",
    "localhost, localhost",
    "*.example.com, a.example.com",
    "*.EXAMPLE.com, xn--a-0ja.example.com"
  })
  void aNameMatchesWhateverItsCase(String onCertificate, String serverName) {
    assertThat(matches(onCertificate, serverName)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, b.example",
    "a.example, x.a.example",
    "a.example, example",
    "a.example, aa.example",
    "*.example.com, example.com",
    "*.example.com, .example.com",
    "*.example.com, b.a.example.com",
    "*.example.com, a.example.org",
    "a*.example.com, ab.example.com",
    "*a.example.com, ba.example.com",
    "x.*.example.com, x.y.example.com",
    "*.*.example.com, x.y.example.com",
    "*.com, example.com",
    "*., a.",
    "*, a",
    "127.0.0.1, 127.0.0.1",
    "*.0.0.1, 127.0.0.1",
    "::1, ::1"
  })
  void aNameMatchesNothingElse(String onCertificate, String serverName) {
    assertThat(matches(onCertificate, serverName)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "10.0.0.1, 10.0.0.1.example, false",
    "fd00::1, fd00:0:0:0::1, true",
    "fd00::1, fd00::1:1, false",
    "::1, 0.0.0.1, false"
  })
  void anAddressMatchesByItsBytes(String onCertificate, String serverName, boolean match) {
    X509Bundle bundle = Pki.issued(Pki.ROOT, leaf -> leaf.addSanIpAddress(onCertificate));
    assertThat(PeerNames.of(bundle.getCertificate()).include(serverName)).isEqualTo(match);
  }

  @Test
  void theSubjectIsNoName() {
    X509Bundle bundle = Pki.issued(Pki.ROOT, leaf -> leaf.subject("CN=a.example"));
    PeerNames names = PeerNames.of(bundle.getCertificate());
    assertThat(names.include("a.example")).isFalse();
    assertThat(names).hasToString("nobody: it has no subject alternative name");
  }

  @Test
  void allNamesAreShown() {
    X509Bundle bundle =
        Pki.issued(
            Pki.ROOT,
            leaf ->
                leaf.addSanDnsName("a.example")
                    .addSanRfc822Name("someone@b.example")
                    .addSanIpAddress("10.0.0.1"));
    assertThat(PeerNames.of(bundle.getCertificate())).hasToString("a.example, 10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.4a",
        "0x7f.0.0.1",
        "2130706433",
        "",
        "fe80::g",
        "1:2",
        "a:b"
      })
  void onlyAWholeLiteralIsAnAddress(String text) {
    assertThat(PeerNames.address(text)).isNull();
  }
}
