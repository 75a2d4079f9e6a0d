package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import io.conpool.spi.Provider;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.List;
import java.util.ServiceLoader;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConscryptTlsProviderTest {

  private final ConscryptTlsProvider provider = new ConscryptTlsProvider();

  private SSLEngine engine(TlsConfig config, String serverName) throws GeneralSecurityException {
    return provider.context(config, serverName).engine(443);
  }

  @Test
  void itIsPreferredToTheBuiltInOne() {
    assertThat(provider.name()).isEqualTo("conscrypt");
    assertThat(provider.priority()).isEqualTo(100);
    assertThat(provider.availability().reason()).isNull();
    assertThat(provider.pinsThreads()).isTrue();
  }

  @Test
  void itIsFoundAsAService() {
    assertThat(ServiceLoader.load(TlsProvider.class).stream().map(ServiceLoader.Provider::get))
        .extracting(Provider::name)
        .containsExactly("conscrypt");
  }

  @Test
  void thePlatformsOwnTlsStaysAsItIs() {
    assertThat(provider.availability().isAvailable()).isTrue();
    assertThat(Security.getProviders()).noneMatch(Conscrypt::isConscrypt);
  }

  @Test
  void byDefaultItVerifiesNamesAndOffersTls13And12() throws Exception {
    SSLEngine engine = engine(TlsConfig.defaults(), "a.example");
    SSLParameters parameters = engine.getSSLParameters();
    assertThat(Conscrypt.isConscrypt(engine)).isTrue();
    assertThat(engine.getUseClientMode()).isTrue();
    assertThat(engine.getPeerHost()).isEqualTo("a.example");
    assertThat(engine.getPeerPort()).isEqualTo(443);
    assertThat(parameters.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    assertThat(parameters.getProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    assertThat(parameters.getApplicationProtocols()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "localhost", "xn--bcher-kva.example"})
  void aNameIsIndicated(String name) throws Exception {
    assertThat(engine(TlsConfig.defaults(), name).getSSLParameters().getServerNames())
        .isEqualTo(List.of(new SNIHostName(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fd00::1", "a_b.example", "-a.example"})
  void whatIsNoHostNameIsNotIndicated(String name) throws Exception {
    SSLEngine engine = engine(TlsConfig.defaults(), name);
    assertThat(engine.getSSLParameters().getServerNames()).isNullOrEmpty();
    assertThat(engine.getPeerHost()).as("what sessions are found by").isEqualTo(name);
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
  void anApplicationProtocolThatConscryptCannotNameIsRefused() {
    TlsConfig config = TlsConfig.builder().applicationProtocols("h2", "\u00e9").build();
    assertThatThrownBy(() -> provider.context(config, "a.example"))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageStartingWith("applicationProtocols: ")
        .hasMessageContaining("\u00e9");
  }

  @Test
  void anEngineThatIsDiscardedIsClosedBothWays() throws Exception {
    TlsContext context = new ConscryptTlsProvider().context(TlsConfig.defaults(), "peer.test");
    SSLEngine engine = context.engine(443);
    engine.beginHandshake();
    engine.closeOutbound();
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    while (!engine.isOutboundDone()) {
      engine.wrap(ByteBuffer.allocate(0), packet.clear());
    }
    assertThat(engine.isInboundDone()).as("Conscrypt needs to be told").isFalse();
    context.discard(engine);
    assertThat(engine.isInboundDone() && engine.isOutboundDone()).isTrue();
    context.discard(engine);
  }
}
