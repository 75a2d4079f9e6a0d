package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HopTest {

  @Test
  void aLiteralIsItsOwnAddress() {
    assertThat(Hop.of(Endpoint.of("127.0.0.1", 80)).given()).hasToString("/127.0.0.1:80");
    assertThat(Hop.of(Endpoint.of("::1", 80)).given()).hasToString("/[0:0:0:0:0:0:0:1]:80");
  }

  @Test
  void aSocketPathIsItsOwnAddress() {
    Path path = Path.of("/run/server.sock");
    assertThat(Hop.of(Endpoint.unix(path)).given()).isEqualTo(UnixDomainSocketAddress.of(path));
  }

  @Test
  void aNameNeedsAResolver() {
    Hop hop = Hop.of(Endpoint.of("Example.org", 443));
    assertThat(hop.given()).isNull();
    assertThat(hop.host()).isEqualTo("example.org");
    assertThat(hop.authority()).isEqualTo("example.org:443");
  }

  @Test
  void aScopeThatIsNotThereIsToldWithTheAddress() {
    assertThatThrownBy(() -> Hop.of(Endpoint.of("fe80::1%nosuchinterface", 80)).given())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fe80::1%nosuchinterface");
  }
}
