package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Address;

class CertificateNamesTest {

  private static CertificateNames names;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    TestKeys keys =
        TestKeys.make(
            folder, "cn.example", "dns:dns.example,dns:*.wild.example,ip:192.0.2.1,ip:2001:db8::1");
    names = new CertificateNames(keys.certificate());
  }

  private static boolean includeAddress(String literal) throws Exception {
    return names.include(literal, Address.getByAddress(literal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.example", "DNS.Example", "a.wild.example"})
  void itsNamesAreIts(String name) {
    assertThat(names.include(name, null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cn.example",
        "example",
        "x.dns.example",
        "wild.example",
        "a.b.wild.example",
        "192.0.2.1"
      })
  void othersAreNot(String name) {
    assertThat(names.include(name, null)).isFalse();
  }

  @Test
  void itsAddressesAreItsOwn() throws Exception {
    assertThat(includeAddress("192.0.2.1")).isTrue();
    assertThat(includeAddress("2001:db8::1")).isTrue();
    assertThat(includeAddress("192.0.2.2")).isFalse();
  }
}
