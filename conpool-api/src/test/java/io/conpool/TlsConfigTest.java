package io.conpool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

// Long because each setting has its right values, its wrong ones with their messages, and its
// part in equality; they share the certificates made here.

class TlsConfigTest {

  private enum Kind {
    RSA,
    EC,
    ED25519;

    TestKeys keys() {
      return keys.get(this);
    }
  }

  private static final Map<Kind, TestKeys> keys = new EnumMap<>(Kind.class);

  @TempDir private static Path shared;
  @TempDir private Path directory;

  @BeforeAll
  static void makeKeys() throws IOException, GeneralSecurityException, InterruptedException {
    for (Kind kind : Kind.values()) {
      keys.put(kind, TestKeys.make(shared, kind.name(), kind.name()));
    }
  }

  private Path file(String name, String... parts) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("", parts), US_ASCII);
  }

  private static TlsConfig trusting(TestKeys peer) {
    return TlsConfig.builder().trustCertificates(peer.certificate()).build();
  }

  private static TlsConfig server(TestKeys own, TestKeys client) {
    return TlsConfig.builder()
        .clientKey(own.key(), own.certificate())
        .trustCertificates(client.certificate())
        .build();
  }

  private static void assertInvalid(Runnable attempt, String message) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidConfig.class))
        .hasMessageContaining(message);
  }

  private static void assertBuildFails(TlsConfig.Builder builder, String message) {
    assertInvalid(builder::build, message);
  }

  @Test
  void nothingSetIsThePlatformsDefault() throws GeneralSecurityException {
    TlsConfig config = TlsConfig.defaults();
    assertThat(config.protocols()).isEmpty();
    assertThat(config.cipherSuites()).isEmpty();
    assertThat(config.applicationProtocols()).isEmpty();
    assertThat(config.isInsecure()).isFalse();
    assertThat(config.keyManagers()).isEmpty();
    assertThat(config.trustManagers()).hasOnlyElementsOfType(X509ExtendedTrustManager.class);
    assertThat(config)
        .isEqualTo(TlsConfig.builder().build())
        .hasToString("TlsConfig{trust=platform, clientKey=none}");
  }

  @Test
  void aPeerThatIsNotTrustedIsRefused() {
    assertThatThrownBy(
            () ->
                new Handshake(
                        TlsConfig.defaults(), "localhost", server(Kind.EC.keys(), Kind.EC.keys()))
                    .run())
        .isInstanceOf(SSLHandshakeException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aTrustedPeerIsAcceptedUnderItsNameAlone(Kind kind) throws Exception {
    TlsConfig config = trusting(kind.keys());
    TlsConfig server = server(kind.keys(), kind.keys());
    new Handshake(config, "localhost", server).run();
    assertThatThrownBy(() -> new Handshake(config, "other.test", server).run())
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("other.test");
  }

  @ParameterizedTest
  @EnumSource
  void theClientKeyIsShownToThePeer(Kind kind) throws Exception {
    TestKeys own = kind.keys();
    TlsConfig config =
        TlsConfig.builder()
            .trustCertificates(Kind.EC.keys().certificate())
            .clientKey(own.key(), own.certificate())
            .build();
    Handshake handshake = new Handshake(config, "localhost", server(Kind.EC.keys(), own)).run();
    assertThat(handshake.server().getSession().getPeerCertificates())
        .containsExactly(own.certificate());
  }

  @Test
  void withoutClientKeyThePeerSeesNone() throws Exception {
    Handshake handshake =
        new Handshake(
                trusting(Kind.EC.keys()), "localhost", server(Kind.EC.keys(), Kind.RSA.keys()))
            .run();
    assertThatThrownBy(() -> handshake.server().getSession().getPeerCertificates())
        .isInstanceOf(SSLPeerUnverifiedException.class);
  }

  @Test
  void theSameTrustIsEqualInWhateverFormItComes() throws Exception {
    TestKeys peer = Kind.RSA.keys();
    TlsConfig expected = trusting(peer);
    Path der = Files.write(directory.resolve("a.der"), peer.certificate().getEncoded());
    Path pem = file("a.pem", "# my peer\n", peer.certificatePem(), peer.keyPem());
    Path p12 = directory.resolve("trust.p12");
    try (var out = Files.newOutputStream(p12)) {
      peer.trustStore().store(out, TestKeys.PASSWORD);
    }
    assertThat(TlsConfig.builder().trustCertificates(der).build()).isEqualTo(expected);
    assertThat(TlsConfig.builder().trustCertificates(pem).build()).isEqualTo(expected);
    assertThat(TlsConfig.builder().trustStore(peer.trustStore()).build()).isEqualTo(expected);
    assertThat(TlsConfig.builder().trustStore(p12, TestKeys.PASSWORD).build())
        .isEqualTo(expected)
        .hasSameHashCodeAs(expected)
        .hasToString("TlsConfig{trust=1 certificate, clientKey=none}");
    assertThat(expected).isNotEqualTo(TlsConfig.defaults()).isNotEqualTo(trusting(Kind.EC.keys()));
  }

  @Test
  void trustedCertificatesAddUpInAnyOrder() throws Exception {
    TestKeys one = Kind.RSA.keys();
    TestKeys two = Kind.EC.keys();
    TlsConfig both =
        TlsConfig.builder().trustCertificates(one.certificate(), two.certificate()).build();
    assertThat(both.toString()).contains("trust=2 certificates");
    assertThat(
            TlsConfig.builder()
                .trustCertificates(two.certificate())
                .trustStore(one.trustStore())
                .build())
        .isEqualTo(both);
    assertThat(
            TlsConfig.builder()
                .trustCertificates(file("both.pem", two.certificatePem(), one.certificatePem()))
                .build())
        .isEqualTo(both);
    new Handshake(both, "localhost", server(one, one)).run();
    new Handshake(both, "localhost", server(two, two)).run();
  }

  @ParameterizedTest
  @EnumSource
  void theSameClientKeyIsEqualInWhateverFormItComes(Kind kind) throws Exception {
    TestKeys own = kind.keys();
    TlsConfig expected = TlsConfig.builder().clientKey(own.key(), own.certificate()).build();
    Path certificate = file("cert.pem", own.certificatePem());
    Path key = file("key.pem", own.keyPem());
    Path together = file("both.pem", own.keyPem(), own.certificatePem());
    assertThat(TlsConfig.builder().clientKey(certificate, key).build()).isEqualTo(expected);
    assertThat(TlsConfig.builder().clientKey(together, together).build()).isEqualTo(expected);
    assertThat(TlsConfig.builder().clientKey(own.store(), TestKeys.PASSWORD).build())
        .isEqualTo(expected)
        .hasSameHashCodeAs(expected)
        .hasToString("TlsConfig{trust=platform, clientKey=CN=" + kind + "}");
    assertThat(expected).isNotEqualTo(TlsConfig.defaults());
    assertThat(expected.keyManagers()).isNotEmpty().isNotSameAs(expected.keyManagers());
  }

  @Test
  void otherClientKeysMakeADifference() {
    TestKeys one = Kind.RSA.keys();
    TestKeys two = Kind.EC.keys();
    assertThat(TlsConfig.builder().clientKey(one.key(), one.certificate()).build())
        .isNotEqualTo(TlsConfig.builder().clientKey(two.key(), two.certificate()).build());
  }

  @Test
  void materialIsReadOnceWhenBuilt() throws Exception {
    TestKeys one = Kind.RSA.keys();
    KeyStore store = one.trustStore();
    Path file = file("a.pem", one.certificatePem());
    TlsConfig ofStore = TlsConfig.builder().trustStore(store).build();
    TlsConfig ofFile = TlsConfig.builder().trustCertificates(file).build();
    store.setCertificateEntry("more", Kind.EC.keys().certificate());
    Files.delete(file);
    assertThat(ofStore).isEqualTo(trusting(one));
    assertThat(ofFile).isEqualTo(trusting(one)).hasSameHashCodeAs(trusting(one));
    new Handshake(ofFile, "localhost", server(one, one)).run();
  }

  @Test
  void whatCannotBeReadNamesTheFieldAndTheFile() throws Exception {
    TestKeys own = Kind.RSA.keys();
    Path missing = directory.resolve("missing.pem");
    Path empty = file("empty.pem");
    Path junk = file("junk.pem", "this is no certificate");
    Path broken = file("broken.pem", TestKeys.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    Path base64 = file("base64.pem", "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n");
    Path noEnd =
        file(
            "no-end.pem",
            own.certificatePem().replace("-----END CERTIFICATE-----", ""),
            Kind.EC.keys().certificatePem());
    Path keyOnly = file("key.pem", own.keyPem());
    Path certificate = file("cert.pem", own.certificatePem());

    assertBuildFails(
        TlsConfig.builder().trustCertificates(missing),
        "trustCertificates must be a readable file, was " + missing);
    for (Path file : List.of(empty, junk, broken, base64, noEnd)) {
      assertBuildFails(
          TlsConfig.builder().trustCertificates(file),
          "trustCertificates must be certificates in PEM or one in DER, was " + file);
    }
    assertBuildFails(
        TlsConfig.builder().trustCertificates(keyOnly),
        "trustCertificates must hold at least one certificate, was " + keyOnly);
    assertBuildFails(
        TlsConfig.builder().trustStore(missing, null),
        "trustStore must be a readable key store with this password, was " + missing);
    assertBuildFails(
        TlsConfig.builder().trustStore(junk, TestKeys.PASSWORD),
        "trustStore must be a readable key store with this password, was " + junk);
    assertBuildFails(
        TlsConfig.builder().trustStore(own.file(), "wrong".toCharArray()),
        "trustStore must be a readable key store with this password");
    assertBuildFails(
        TlsConfig.builder().trustStore(own.store()),
        "trustStore must have at least one trusted certificate entry");
    assertBuildFails(
        TlsConfig.builder().trustStore(KeyStore.getInstance("PKCS12")),
        "trustStore must be loaded");
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, missing),
        "clientKey must be a readable file, was " + missing);
    assertBuildFails(
        TlsConfig.builder().clientKey(keyOnly, keyOnly),
        "clientKey must hold at least one certificate, was " + keyOnly);
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, certificate),
        "clientKey must hold exactly one private key in PEM, has 0, was " + certificate);
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, file("two.pem", own.keyPem(), own.keyPem())),
        "clientKey must hold exactly one private key in PEM, has 2");
    assertBuildFails(
        TlsConfig.builder().clientKey(own.store(), "wrong".toCharArray()),
        "clientKey must be readable with its password");
    assertBuildFails(
        TlsConfig.builder().clientKey(own.trustStore(), TestKeys.PASSWORD),
        "clientKey must hold at least one private key");
  }

  @Test
  void aKeyThatIsNotPlainPkcs8SaysHowToConvertIt() throws Exception {
    Path certificate = file("cert.pem", Kind.RSA.keys().certificatePem());
    Path encrypted = file("e.pem", TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
    Path pkcs1 = file("1.pem", TestKeys.pem("RSA PRIVATE KEY", new byte[] {1}));
    Path old =
        file(
            "old.pem",
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
            "AQID\n-----END EC PRIVATE KEY-----\n");
    Path broken = file("b.pem", TestKeys.pem("PRIVATE KEY", new byte[] {1}));
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, encrypted),
        "clientKey must be a key without encryption ('openssl pkcs8 -in key.pem' decrypts one)");
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, pkcs1),
        "clientKey must be a PKCS#8 key ('openssl pkcs8 -topk8 -nocrypt -in key.pem' converts one)");
    assertBuildFails(TlsConfig.builder().clientKey(certificate, old), "not EC PRIVATE KEY");
    assertBuildFails(
        TlsConfig.builder().clientKey(certificate, broken),
        "clientKey must be an RSA, EC or EdDSA key in PKCS#8, was " + broken);
  }

  @Test
  void aKeyThatDoesNotFitItsCertificateIsRefused() throws Exception {
    TestKeys other = TestKeys.make(directory, "other", "EC");
    TestKeys own = Kind.EC.keys();
    String message = "clientKey must fit the first certificate of its chain";
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp521r1"));
    PrivateKey otherCurve = generator.generateKeyPair().getPrivate();
    assertBuildFails(TlsConfig.builder().clientKey(own.key(), other.certificate()), message);
    assertBuildFails(TlsConfig.builder().clientKey(otherCurve, own.certificate()), message);
    assertBuildFails(
        TlsConfig.builder().clientKey(own.key(), Kind.RSA.keys().certificate()), message);
    assertBuildFails(
        TlsConfig.builder().clientKey(Kind.RSA.keys().key(), own.certificate()), message);
    assertBuildFails(
        TlsConfig.builder().clientKey(own.key()), "clientKey must come with its X.509 certificate");
    assertBuildFails(
        TlsConfig.builder().clientKey(own.key(), own.certificate(), other.certificate()),
        "clientKey must be a key that can be copied, with its certificate and those above it");
  }

  @Test
  void aKeyThatCannotLeaveItsTokenNeedsItsKeyStore() {
    PrivateKey onToken =
        new PrivateKey() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getAlgorithm() {
            return "EC";
          }

          @Override
          public String getFormat() {
            return null;
          }

          @Override
          public byte[] getEncoded() {
            return null;
          }
        };
    assertBuildFails(
        TlsConfig.builder().clientKey(onToken, Kind.EC.keys().certificate()),
        "clientKey must be a key that can be copied");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    TestKeys own = Kind.EC.keys();
    TrustingNobody nobody = new TrustingNobody();
    assertBuildFails(
        TlsConfig.builder().trustManager(nobody).trustCertificates(own.certificate()),
        "trustManager must not be given together with trustStore or trustCertificates");
    assertBuildFails(
        TlsConfig.builder().insecureTrustAnyPeer().trustCertificates(own.certificate()),
        "insecureTrustAnyPeer must not be given together with");
    assertBuildFails(
        TlsConfig.builder().insecureTrustAnyPeer().trustManager(nobody),
        "insecureTrustAnyPeer must not be given together with");
    assertBuildFails(
        TlsConfig.builder()
            .keyManager(new ShowingNothing())
            .clientKey(own.key(), own.certificate()),
        "keyManager must not be given together with clientKey");
    assertInvalid(
        () -> TlsConfig.builder().trustCertificates(),
        "trustCertificates must name at least one certificate");
  }

  @Test
  void customManagersAreUsedAndComparedByIdentity() throws GeneralSecurityException {
    TrustingNobody trust = new TrustingNobody();
    ShowingNothing key = new ShowingNothing();
    TlsConfig config = TlsConfig.builder().trustManager(trust).keyManager(key).build();
    assertThat(config.trustManagers()).containsExactly(trust);
    assertThat(config.keyManagers()).containsExactly(key);
    assertThat(config)
        .isEqualTo(TlsConfig.builder().trustManager(trust).keyManager(key).build())
        .hasSameHashCodeAs(TlsConfig.builder().trustManager(trust).keyManager(key).build())
        .isNotEqualTo(
            TlsConfig.builder().trustManager(new TrustingNobody()).keyManager(key).build())
        .isNotEqualTo(
            TlsConfig.builder().trustManager(trust).keyManager(new ShowingNothing()).build())
        .hasToString("TlsConfig{trust=custom, clientKey=custom}");
  }

  @Test
  void anyPeerIsTrustedOnRequestAloneAndWithAWarning() throws Exception {
    List<LogRecord> warnings = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            warnings.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.conpool.config");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    TlsConfig config;
    try {
      TlsConfig.builder().build();
      assertThat(warnings).isEmpty();
      config = TlsConfig.builder().insecureTrustAnyPeer().build();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(warnings.get(0).getMessage()).contains("INSECURE", "insecureTrustAnyPeer");
    assertThat(config.isInsecure()).isTrue();
    assertThat(config).isNotEqualTo(TlsConfig.defaults());
    assertThat(config.toString()).contains("ANYBODY (insecure)");
    new Handshake(config, "other.test", server(Kind.EC.keys(), Kind.EC.keys())).run();
  }

  @Test
  void protocolsAndCipherSuitesAreKeptInOrder() {
    TlsConfig config =
        TlsConfig.builder()
            .protocols("TLSv1.3", "TLSv1.2")
            .cipherSuites("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
            .applicationProtocols("h2", "http/1.1")
            .build();
    assertThat(config.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(config.cipherSuites())
        .containsExactly("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256");
    assertThat(config.applicationProtocols()).containsExactly("h2", "http/1.1");
    assertThat(config)
        .hasToString(
            "TlsConfig{trust=platform, clientKey=none, protocols=[TLSv1.3, TLSv1.2],"
                + " cipherSuites=[TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256],"
                + " applicationProtocols=[h2, http/1.1]}");
    assertThat(
            List.of(
                config,
                TlsConfig.builder().protocols("TLSv1.3").build(),
                TlsConfig.builder().protocols("TLSv1.2").build(),
                TlsConfig.builder().cipherSuites("TLS_AES_128_GCM_SHA256").build(),
                TlsConfig.builder().applicationProtocols("h2", "http/1.1").build(),
                TlsConfig.builder().applicationProtocols("http/1.1", "h2").build(),
                TlsConfig.defaults()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void aBlankProtocolOrSuiteIsRefused(String blank) {
    assertInvalid(
        () -> TlsConfig.builder().protocols("TLSv1.3", blank), "protocols must not be blank");
    assertInvalid(() -> TlsConfig.builder().cipherSuites(blank), "cipherSuites must not be blank");
  }

  @Test
  void anApplicationProtocolHas1To255Bytes() {
    String longest = "x".repeat(255);
    assertThat(
            TlsConfig.builder()
                .applicationProtocols(longest, "\u00fa\u00fa")
                .build()
                .applicationProtocols())
        .containsExactly(longest, "\u00fa\u00fa");
    for (String wrong : List.of("", "x".repeat(256), "\u0100")) {
      assertInvalid(
          () -> TlsConfig.builder().applicationProtocols("h2", wrong),
          "applicationProtocols must be names of 1 to 255 bytes");
    }
    assertInvalid(
        () -> TlsConfig.builder().applicationProtocols("h2", "h2"),
        "applicationProtocols must name each protocol once");
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> TlsConfig.builder().trustStore(null))
        .withMessage("store");
    assertThatNullPointerException()
        .isThrownBy(() -> TlsConfig.builder().trustManager(null))
        .withMessage("manager");
    assertThatNullPointerException()
        .isThrownBy(() -> TlsConfig.builder().protocols("TLSv1.3", null));
  }

  private static final class TrustingNobody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class ShowingNothing extends X509ExtendedKeyManager {
    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[0];
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }
}
