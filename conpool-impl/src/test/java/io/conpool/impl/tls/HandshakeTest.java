package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.PoolError.TlsFailure;
import io.conpool.TlsConfig;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HandshakeTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  /** A record that no key decrypts. */
  private static final byte[] NONSENSE = Arrays.copyOf(new byte[] {23, 3, 3, 0, 19}, 24);

  private static TlsHandshakeException refusal(
      X509Bundle certificate, TlsConfig config, String name) throws Exception {
    return refusal(config, name, Pki.server(certificate), SSLSocket::startHandshake);
  }

  private static TlsHandshakeException refusal(
      TlsConfig config, String name, SSLContext server, Link.Script script) throws Exception {
    try (Link link = new Link()) {
      link.serve(server, script);
      TlsHandshakeException thrown =
          catchThrowableOfType(TlsHandshakeException.class, () -> link.connect(config, name));
      assertThat(thrown).isNotNull();
      assertThat(link.client.isClosed()).isTrue();
      assertThat(thrown).hasMessageContaining(thrown.detail());
      return thrown;
    }
  }

  private static void accepted(X509Bundle certificate, String name) throws Exception {
    try (Link link = new Link()) {
      link.serve(Pki.server(certificate), Link::echo);
      TlsWire wire = link.connect(Pki.trusting().build(), name);
      Link.send(wire, "hello");
      assertThat(Link.receive(wire, 5)).isEqualTo("hello");
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    X509Bundle expired =
        Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).notAfter(Pki.daysFromNow(-1)));
    assertThat(refusal(expired, Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @Test
  void aCertificateThatIsNotValidYetIsRefused() throws Exception {
    X509Bundle early =
        Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).notBefore(Pki.daysFromNow(1)));
    assertThat(refusal(early, Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSelfSignedCertificateIsRefused(String protocol) throws Exception {
    assertThat(
            refusal(Pki.selfSigned(Pki.NAME), Pki.trusting().protocols(protocol).build(), Pki.NAME)
                .reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @Test
  void anUnknownAuthorityIsRefused() throws Exception {
    X509Bundle foreign = Pki.issued(Pki.OTHER_ROOT, leaf -> leaf.addSanDnsName(Pki.NAME));
    assertThat(refusal(foreign, Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @Test
  void byDefaultThePlatformsAuthoritiesAreTrustedAndNoOthers() throws Exception {
    assertThat(refusal(Pki.SERVER, TlsConfig.defaults(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @Test
  void aCertificateThatIsNotForServersIsRefused() throws Exception {
    X509Bundle clientOnly =
        Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).addExtendedKeyUsageClientAuth());
    assertThat(refusal(clientOnly, Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCertificateForSomebodyElseIsRefusedByName(String protocol) throws Exception {
    TlsHandshakeException thrown =
        refusal(Pki.SERVER, Pki.trusting().protocols(protocol).build(), "other.example");
    assertThat(thrown.reason()).isEqualTo(TlsFailure.HOST_NAME);
    assertThat(thrown.detail()).contains("other.example");
  }

  @Test
  void aCertificateThatIsBothUntrustedAndForSomebodyElseIsRefusedAsUntrusted() throws Exception {
    assertThat(refusal(Pki.selfSigned("x.example"), Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.CERTIFICATE);
  }

  @Test
  void anAddressThatIsNotOnTheCertificateIsRefusedByName() throws Exception {
    assertThat(refusal(Pki.SERVER, Pki.trusting().build(), "127.0.0.2").reason())
        .isEqualTo(TlsFailure.HOST_NAME);
  }

  @Test
  void aNameOnlyInTheSubjectIsRefused() throws Exception {
    X509Bundle named = Pki.issued(Pki.ROOT, leaf -> leaf.subject("CN=" + Pki.NAME));
    TlsHandshakeException thrown = refusal(named, Pki.trusting().build(), Pki.NAME);
    assertThat(thrown.reason()).isEqualTo(TlsFailure.HOST_NAME);
    assertThat(thrown.detail()).contains(Pki.NAME).contains("no subject alternative name");
  }

  @Test
  void aWildcardIsNoDeeperThanOneLabel() throws Exception {
    X509Bundle wild = Pki.issuedFor("*.a.example");
    accepted(wild, "x.a.example");
    assertThat(refusal(wild, Pki.trusting().build(), "y.x.a.example").reason())
        .isEqualTo(TlsFailure.HOST_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one.example", "two.example", "localhost", "10.1.2.3", "fd00::1"})
  void everyAlternativeNameIsAccepted(String name) throws Exception {
    X509Bundle many =
        Pki.issued(
            Pki.ROOT,
            leaf ->
                leaf.addSanDnsName("one.example")
                    .addSanDnsName("two.example")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("10.1.2.3")
                    .addSanIpAddress("fd00::1"));
    accepted(many, name);
  }

  @Test
  void insecureMeansThatAnybodyIsAccepted() throws Exception {
    try (Link link = new Link()) {
      link.serve(Pki.server(Pki.selfSigned("x.example")), Link::echo);
      TlsConfig config = TlsConfig.builder().insecureTrustAnyPeer().build();
      TlsWire wire = link.connect(config, "y.example");
      Link.send(wire, "hello");
      assertThat(Link.receive(wire, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aServerKeyThatIsNotTheCertificatesIsRefused() throws Exception {
    X509Bundle mixed =
        X509Bundle.fromCertificatePath(
            Pki.SERVER.getCertificatePath(),
            Pki.ROOT.getCertificate(),
            new KeyPair(
                Pki.SERVER.getCertificate().getPublicKey(), Pki.CLIENT.getKeyPair().getPrivate()));
    assertThat(refusal(mixed, Pki.trusting().build(), Pki.NAME).reason())
        .isEqualTo(TlsFailure.HANDSHAKE);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, TLSv1.3", "TLSv1.3, TLSv1.2"})
  void withoutACommonVersionThereIsARefusal(String ours, String theirs) throws Exception {
    TlsHandshakeException thrown =
        refusal(
            Pki.trusting().protocols(ours).build(),
            Pki.NAME,
            SERVER,
            socket -> {
              socket.setEnabledProtocols(new String[] {theirs});
              socket.startHandshake();
            });
    assertThat(thrown.reason()).isEqualTo(TlsFailure.PROTOCOL_VERSION);
  }

  @Test
  void withoutACommonCipherSuiteThereIsARefusal() throws Exception {
    TlsHandshakeException thrown =
        refusal(
            Pki.trusting()
                .protocols("TLSv1.2")
                .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .build(),
            Pki.NAME,
            SERVER,
            socket -> {
              socket.setEnabledCipherSuites(
                  new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
              socket.startHandshake();
            });
    assertThat(thrown.reason()).isEqualTo(TlsFailure.CIPHER_SUITE);
    assertThat(thrown.detail()).contains("handshake_failure(40)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theCommonApplicationProtocolIsKnown(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, socket -> echo(socket, "http/1.1"));
      TlsConfig config =
          Pki.trusting().protocols(protocol).applicationProtocols("h2", "http/1.1").build();
      assertThat(link.connect(config).applicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @Test
  void aPeerThatKnowsNothingOfApplicationProtocolsIsAccepted() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, Link::echo);
      TlsConfig config = Pki.trusting().applicationProtocols("h2").build();
      assertThat(link.connect(config).applicationProtocol()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void withoutACommonApplicationProtocolThereIsARefusal(String protocol) throws Exception {
    TlsHandshakeException thrown =
        refusal(
            Pki.trusting().protocols(protocol).applicationProtocols("h2").build(),
            Pki.NAME,
            SERVER,
            socket -> echo(socket, "http/1.1"));
    assertThat(thrown.reason()).isEqualTo(TlsFailure.APPLICATION_PROTOCOL);
  }

  private static void echo(SSLSocket socket, String applicationProtocol) throws IOException {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {applicationProtocol});
    socket.setSSLParameters(parameters);
    Link.echo(socket);
  }

  private static void echoToKnownClients(SSLSocket socket) throws IOException {
    socket.setNeedClientAuth(true);
    Link.echo(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientCertificateIsSentWhereItIsDemanded(String protocol) throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, HandshakeTest::echoToKnownClients);
      TlsWire wire =
          link.connect(Pki.trustingWithClientKey(Pki.CLIENT).protocols(protocol).build());
      Link.send(wire, "hello");
      assertThat(Link.receive(wire, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aMissingClientCertificateIsARefusal() throws Exception {
    TlsConfig config = Pki.trusting().protocols("TLSv1.2").build();
    assertThat(refusal(config, Pki.NAME, SERVER, HandshakeTest::echoToKnownClients).reason())
        .isEqualTo(TlsFailure.CLIENT_CERTIFICATE);
  }

  @Test
  void aClientCertificateThatIsNotTrustedIsARefusal() throws Exception {
    X509Bundle foreign = Pki.issued(Pki.OTHER_ROOT, leaf -> leaf.addSanDnsName("client.example"));
    TlsConfig config = Pki.trustingWithClientKey(foreign).protocols("TLSv1.2").build();
    assertThat(refusal(config, Pki.NAME, SERVER, HandshakeTest::echoToKnownClients).reason())
        .isEqualTo(TlsFailure.CLIENT_CERTIFICATE);
  }

  @Test
  void inTls13ARefusedClientLearnsItFromItsFirstRead() throws Exception {
    try (Link link = new Link()) {
      link.serve(SERVER, HandshakeTest::echoToKnownClients);
      TlsWire wire = link.connect(Pki.trusting().build());
      TlsHandshakeException thrown =
          catchThrowableOfType(
              TlsHandshakeException.class, () -> wire.read(ByteBuffer.allocate(1), 0));
      assertThat(thrown).isNotNull();
      assertThat(thrown.reason()).isEqualTo(TlsFailure.CLIENT_CERTIFICATE);
    }
  }

  @Test
  void afterTheFirstPlaintextNoFailureIsARefusal() throws Exception {
    try (Link link = new Link()) {
      CountDownLatch go = new CountDownLatch(1);
      link.serve(
          SERVER,
          socket -> {
            Link.send(socket, "x");
            go.await();
          });
      TlsWire wire = link.connect(Pki.trusting().build());
      assertThat(Link.receive(wire, 1)).isEqualTo("x");
      link.server.write(ByteBuffer.wrap(NONSENSE));
      assertThatThrownBy(() -> wire.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(SSLException.class)
          .isNotInstanceOf(TlsHandshakeException.class);
      go.countDown();
    }
  }
}
