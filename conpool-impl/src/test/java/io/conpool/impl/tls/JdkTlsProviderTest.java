package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkTlsProviderTest {

  private final JdkTlsProvider provider = new JdkTlsProvider();

  private SSLEngine engine(TlsConfig config, String serverName) throws GeneralSecurityException {
    return provider.context(config, serverName).engine(443);
  }

  @Test
  void itIsTheBuiltInOne() {
    assertThat(provider.name()).isEqualTo("jdk");
    assertThat(provider.priority()).isZero();
    assertThat(provider.availability().isAvailable()).isTrue();
    assertThat(provider.pinsThreads()).isFalse();
  }

  @Test
  void byDefaultItVerifiesNamesAndOffersTls13And12() throws Exception {
    SSLEngine engine = engine(TlsConfig.defaults(), "a.example");
    SSLParameters parameters = engine.getSSLParameters();
    assertThat(engine.getUseClientMode()).isTrue();
    assertThat(engine.getPeerHost()).isEqualTo("a.example");
    assertThat(engine.getPeerPort()).isEqualTo(443);
    assertThat(parameters.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    assertThat(parameters.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(parameters.getApplicationProtocols()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "localhost", "xn--bcher-kva.example"})
  void aNameIsIndicated(String name) throws Exception {
    assertThat(engine(TlsConfig.defaults(), name).getSSLParameters().getServerNames())
        .isEqualTo(List.of(new SNIHostName(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fd00::1", "a_b.example", "-a.example", ""})
  void whatIsNoHostNameIsNotIndicated(String name) throws Exception {
    assertThat(engine(TlsConfig.defaults(), name).getSSLParameters().getServerNames()).isEmpty();
  }

  @Test
  void theConfigurationReachesTheEngine() throws Exception {
    TlsConfig config =
        TlsConfig.builder()
            .protocols("TLSv1.2")
            .cipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
            .applicationProtocols("h2", "http/1.1")
            .insecureTrustAnyPeer()
            .build();
    SSLParameters parameters = engine(config, "a.example").getSSLParameters();
    assertThat(parameters.getProtocols()).containsExactly("TLSv1.2");
    assertThat(parameters.getCipherSuites())
        .containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(parameters.getApplicationProtocols()).containsExactly("h2", "http/1.1");
    assertThat(parameters.getEndpointIdentificationAlgorithm()).isNullOrEmpty();
  }

  @Test
  void anUnknownProtocolIsRefusedWithThoseThatAreKnown() {
    TlsConfig config = TlsConfig.builder().protocols("TLSv1.3", "TLSv9").build();
    assertThatThrownBy(() -> provider.context(config, "a.example"))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("protocols")
        .hasMessageContaining("TLSv9")
        .hasMessageContaining("TLSv1.3, TLSv1.2");
  }

  @Test
  void anUnknownCipherSuiteIsRefusedWithThoseThatAreKnown() {
    TlsConfig config = TlsConfig.builder().cipherSuites("TLS_ROT13").build();
    assertThatThrownBy(() -> provider.context(config, "a.example"))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("cipherSuites")
        .hasMessageContaining("TLS_ROT13")
        .hasMessageContaining("TLS_AES_256_GCM_SHA384");
  }
}
