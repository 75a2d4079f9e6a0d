package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTest {

  private static final String RSA = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
  private static final String ECDSA = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  private static final String[] ALL_OF_TLS13 = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private static Offer offer(String[] protocols, String... cipherSuites)
      throws GeneralSecurityException {
    TlsConfig config = TlsConfig.builder().protocols(protocols).cipherSuites(cipherSuites).build();
    return Offer.of(config, Loading.OF_PROCESS.engines());
  }

  private static String[] versions(String... protocols) {
    return protocols;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      String[] protocols, String... cipherSuites) {
    return assertThatThrownBy(() -> offer(protocols, cipherSuites))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static String[] with(String[] suites, String... others) {
    return Stream.of(suites, others).flatMap(Arrays::stream).toArray(String[]::new);
  }

  /** An engine that has been told what to offer. */
  private static SSLEngine told(Offer offer) throws GeneralSecurityException {
    TlsConfig config = TlsConfig.builder().insecureTrustAnyPeer().build();
    SSLEngine engine =
        Policy.of(config).context(Loading.OF_PROCESS.engines().provider()).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setSSLParameters(offer.parameters());
    return engine;
  }

  @Test
  void withoutListsItIsConscryptsOwn() throws Exception {
    assertThat(offer(versions())).isEqualTo(new Offer(List.of("TLSv1.3", "TLSv1.2"), List.of()));
  }

  @Test
  void suitesOfTls12AreOfferedInTheirOrderAndTls13IsLeftOut() throws Exception {
    Offer offer = offer(versions(), RSA, ECDSA);
    assertThat(offer).isEqualTo(new Offer(List.of("TLSv1.2"), List.of(RSA, ECDSA)));
    SSLEngine engine = told(offer);
    assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
    assertThat(engine.getEnabledCipherSuites()).containsExactly(RSA, ECDSA);
  }

  @Test
  void suitesOfTls13AloneLeaveTls12Out() throws Exception {
    Offer offer = offer(versions(), ALL_OF_TLS13);
    assertThat(offer).isEqualTo(new Offer(List.of("TLSv1.3"), List.of()));
    assertThat(told(offer).getEnabledProtocols()).containsExactly("TLSv1.3");
  }

  @Test
  void suitesOfBothKeepBoth() throws Exception {
    Offer offer = offer(versions("TLSv1.2", "TLSv1.3"), with(ALL_OF_TLS13, ECDSA));
    assertThat(offer).isEqualTo(new Offer(List.of("TLSv1.2", "TLSv1.3"), List.of(ECDSA)));
    assertThat(told(offer).getEnabledCipherSuites())
        .containsExactlyInAnyOrder(with(ALL_OF_TLS13, ECDSA));
  }

  @Test
  void suitesOfAVersionThatIsNotOfferedDoNoHarm() throws Exception {
    assertThat(offer(versions("TLSv1.2"), "TLS_AES_128_GCM_SHA256", ECDSA))
        .isEqualTo(new Offer(List.of("TLSv1.2"), List.of(ECDSA)));
  }

  @Test
  void someSuitesOfTls13AreRefusedWithAllOfThem() {
    assertRefused(versions("TLSv1.3"), "TLS_AES_256_GCM_SHA384")
        .hasMessageStartingWith("cipherSuites: ")
        .hasMessageContaining(String.join(", ", ALL_OF_TLS13));
    assertRefused(versions(), "TLS_AES_256_GCM_SHA384", ECDSA)
        .hasMessageStartingWith("cipherSuites: ");
  }

  @Test
  void aVersionThatIsNamedNeedsASuite() {
    assertRefused(versions("TLSv1.3", "TLSv1.2"), ECDSA)
        .hasMessage("cipherSuites: none is for TLSv1.3, which protocols names");
    assertRefused(versions("TLSv1.2"), ALL_OF_TLS13)
        .hasMessage("cipherSuites: none is for TLSv1.2, which protocols names");
  }

  @Test
  void aSignalIsNoSuite() throws Exception {
    String signal = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
    assertRefused(versions(), signal).hasMessageStartingWith("cipherSuites: ");
    assertThat(told(offer(versions("TLSv1.2"), ECDSA, signal)).getEnabledCipherSuites())
        .contains(ECDSA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3", "TLSv9"})
  void aVersionThatConscryptWouldDropIsRefusedWithThoseItKnows(String version) {
    assertRefused(versions("TLSv1.3", version))
        .hasMessageStartingWith("protocols: ")
        .hasMessageContaining(version)
        .hasMessageContaining("TLSv1.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLS_ROT13", "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", "TLS_FALLBACK_SCSV"})
  void aSuiteThatConscryptWouldNotOfferIsRefusedWithThoseItDoes(String suite) {
    assertRefused(versions("TLSv1.2"), ECDSA, suite)
        .hasMessageStartingWith("cipherSuites: ")
        .hasMessageContaining(suite)
        .hasMessageContaining(RSA);
  }
}
