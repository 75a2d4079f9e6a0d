package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6TextTest {

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:0:0:0:0:0:0:0, ::",
    "0000:0000:0000:0000:0000:0000:0000:0001, ::1",
    "2001:0DB8::00A, 2001:db8::a",
    // RFC 5952, section 4.2: the longest run, the first of equal ones, never a single group
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:0:0:4:5:6:0:0, 1::4:5:6:0:0",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "::1.2.3.4, ::102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "::ffff:1.2.3.4, 1.2.3.4",
    "::FFFF:0102:0304, 1.2.3.4",
    "0:0:0:0:0:ffff:1.2.3.4, 1.2.3.4",
    "::fffe:1.2.3.4, ::fffe:102:304",
    "::ffff:0:1.2.3.4, ::ffff:0:102:304",
    "fe80::1%eth0, fe80::1%eth0",
    "FE80::A%Ethernet_2.5~x-y, fe80::a%Ethernet_2.5~x-y",
  })
  void oneAddressHasOneText(String written, String canonical) {
    assertThat(Ipv6Text.canonical(written)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "::1::",
        "1:::2",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "-1::",
        "+1::",
        "::١",
        "1.2.3.4",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "::1.2.3",
        "::1.2.3.256",
        "::01.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1%",
        "::1%a%b",
        "::1%a/b",
        "::1%a b",
        "%eth0",
        "::ffff:1.2.3.4%eth0",
      })
  void whatIsNoAddressHasNone(String written) {
    assertThat(Ipv6Text.canonical(written)).isNull();
  }

  @Test
  void theCanonicalTextIsTheSameAddressToTheJdk() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      for (int j = 0; j < 16; j += 2) {
        if (random.nextBoolean()) {
          bytes[j] = 0;
          bytes[j + 1] = 0;
        }
      }
      InetAddress address = Inet6Address.getByAddress(null, bytes, -1);
      String canonical = Ipv6Text.canonical(address.getHostAddress());
      assertThat(canonical).isNotNull();
      assertThat(InetAddress.getByName(canonical)).isEqualTo(address);
      assertThat(Ipv6Text.canonical(canonical)).isEqualTo(canonical);
    }
  }
}
