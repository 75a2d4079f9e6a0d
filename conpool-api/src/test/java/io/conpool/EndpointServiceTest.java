package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Endpoint.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of services, whose servers are found by SRV records. */
class EndpointServiceTest {

  private static final String LDAP = "_ldap._tcp.example.com";
  private static final Proxy PROXY = Proxy.socks5("proxy.test", 1080);

  @ParameterizedTest
  @CsvSource({
    "srv://_ldap._tcp.example.com, POOL_DEFAULT",
    "srv+tcp://_ldap._tcp.example.com, PLAINTEXT",
    "srv+tls://_ldap._tcp.example.com, TLS",
    "srv+starttls://_ldap._tcp.example.com, STARTTLS",
  })
  void aServiceIsReadFromTextAndWrittenTheSame(String text, Security security) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).isEqualTo(Endpoint.service(LDAP, security));
    assertThat(endpoint.security()).isEqualTo(security);
    assertThat(endpoint).hasToString(text);
    assertThat(endpoint.isService()).isTrue();
    assertThat(endpoint.host()).isEqualTo(LDAP);
    assertThat(endpoint.port()).isZero();
    assertThat(endpoint.authority()).isEqualTo(LDAP);
    assertThat(endpoint.isAddressLiteral()).isFalse();
    assertThat(endpoint.isUnix()).isFalse();
  }

  @Test
  void onlyAServiceIsOne() {
    assertThat(Endpoint.of("example.com", 1).isService()).isFalse();
    assertThat(Endpoint.parse("unix:/run/x").isService()).isFalse();
  }

  @Test
  void itsNameIsNormalised() {
    assertThat(Endpoint.service("_LDAP._TCP.B\u00fccher.Example."))
        .isEqualTo(Endpoint.service("_ldap._tcp.xn--bcher-kva.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "_ldap.example.com",
        "ldap._tcp.example.com",
        "_ldap._tcp",
        "_._tcp.example",
        "_sip._udp.example.com",
        "_ldap._tcp.example.com.."
      })
  void whatIsNoServiceIsRefused(String name) {
    assertThatThrownBy(() -> Endpoint.service(name))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("service must ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"srv://_ldap._tcp.example.com:389", "srv://_ldap._tcp.example.com/"})
  void aServiceHasNoPortAndNoPath(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("service must ");
  }

  @Test
  void itsServersMustProveToBeTheDomain() {
    Endpoint endpoint = Endpoint.service(LDAP, Security.TLS);
    assertThat(endpoint.peerName()).isEqualTo("example.com");
    assertThat(endpoint.withServerName("example.com")).isEqualTo(endpoint);
    assertThat(endpoint.withServerName("ldap.example.com").peerName())
        .isEqualTo("ldap.example.com");
    assertThat(endpoint.withServerName(LDAP).peerName()).isEqualTo(LDAP);
  }

  @Test
  void itHasNoProxyAndThePoolsMustBeDeclined() {
    Endpoint endpoint = Endpoint.service(LDAP);
    assertThatThrownBy(() -> endpoint.withProxy(PROXY))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("proxy must not be given to srv://" + LDAP)
        .hasMessageContaining("withoutProxy()");
    PoolConfig config = PoolConfig.builder().proxy(PROXY).build();
    assertThatThrownBy(() -> config.resolve(endpoint)).isInstanceOf(InvalidArgumentException.class);
    assertThat(config.resolve(endpoint.withoutProxy()).proxy()).isNull();
  }

  @Test
  void itIsSecuredAsAnyOther() {
    TlsConfig tls = TlsConfig.defaults();
    Endpoint inPool = PoolConfig.builder().tls(tls).build().resolve(Endpoint.service(LDAP));
    assertThat(inPool.security()).isEqualTo(Security.TLS);
    assertThat(inPool).isEqualTo(Endpoint.service(LDAP).withTls(tls));
    assertThat(inPool).hasToString("srv+tls://" + LDAP);
  }
}
