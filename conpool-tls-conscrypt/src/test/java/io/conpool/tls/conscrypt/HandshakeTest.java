package io.conpool.tls.conscrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts that the engines come to by themselves, whatever conpool checks besides. */
@Timeout(60)
class HandshakeTest {

  private final ConscryptTlsProvider provider = new ConscryptTlsProvider();

  private TlsClient connect(TlsConfig config, String serverName, TlsServer server)
      throws GeneralSecurityException, IOException {
    return TlsClient.connect(provider.context(config, serverName), server.port());
  }

  private void accepted(X509Bundle identity, TlsConfig config, String serverName) throws Exception {
    try (TlsServer server = TlsServer.echoing(identity);
        TlsClient client = connect(config, serverName, server)) {
      assertThat(client.exchange("hello")).isEqualTo("hello");
    }
  }

  private SSLException refusal(X509Bundle identity, TlsConfig config, String serverName)
      throws Exception {
    try (TlsServer server = TlsServer.echoing(identity)) {
      SSLException refusal =
          catchThrowableOfType(SSLException.class, () -> connect(config, serverName, server));
      assertThat(refusal).isNotNull();
      return refusal;
    }
  }

  /** It keeps its cause, by whose type conpool tells what is wrong. */
  private void refused(X509Bundle identity, TlsConfig config, String serverName) throws Exception {
    Stream<Throwable> causes =
        Stream.iterate(
            refusal(identity, config, serverName), Objects::nonNull, Throwable::getCause);
    assertThat(causes).hasAtLeastOneElementOfType(CertificateException.class);
  }

  private static TlsConfig trusting(String version) {
    return Pki.trusting().protocols(version).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theRightCertificateIsAccepted(String version) throws Exception {
    accepted(Pki.SERVER, trusting(version), Pki.NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "fd00::1"})
  void anAddressOnTheCertificateIsAccepted(String address) throws Exception {
    X509Bundle identity =
        Pki.issued(Pki.ROOT, leaf -> leaf.addSanIpAddress("127.0.0.1").addSanIpAddress("fd00::1"));
    accepted(identity, Pki.trusting().build(), address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCertificateForSomebodyElseIsRefused(String version) throws Exception {
    refused(Pki.SERVER, trusting(version), "other.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a_b.example", "db", "127.0.0.2"})
  void whatIsNotIndicatedIsVerifiedAllTheSame(String serverName) throws Exception {
    refused(Pki.SERVER, Pki.trusting().build(), serverName);
  }

  @ParameterizedTest
  @CsvSource({"rsa2048, true", "ecp384, true", "ed25519, false"})
  void serverKeysOfEveryKindButEdDsaAreAccepted(
      CertificateBuilder.Algorithm algorithm, boolean accepted) throws Exception {
    X509Bundle identity =
        Pki.issued(Pki.ROOT, leaf -> leaf.algorithm(algorithm).addSanDnsName(Pki.NAME));
    if (accepted) {
      accepted(identity, Pki.trusting().build(), Pki.NAME);
    } else {
      assertThat(refusal(identity, Pki.trusting().build(), Pki.NAME)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anUnknownAuthorityIsRefused(String version) throws Exception {
    X509Bundle foreign = Pki.issued(Pki.OTHER_ROOT, leaf -> leaf.addSanDnsName(Pki.NAME));
    refused(foreign, trusting(version), Pki.NAME);
  }

  @Test
  void byDefaultThePlatformsAuthoritiesAreTrustedAndNoOthers() throws Exception {
    refused(Pki.SERVER, TlsConfig.defaults(), Pki.NAME);
  }

  @Test
  void aSelfSignedCertificateIsRefused() throws Exception {
    refused(Pki.selfSigned(Pki.NAME), Pki.trusting().build(), Pki.NAME);
  }

  @ParameterizedTest
  @CsvSource({"-9, -1", "1, 9"})
  void aCertificateOutsideItsTimeIsRefused(int fromDay, int toDay) throws Exception {
    X509Bundle identity =
        Pki.issued(
            Pki.ROOT,
            leaf ->
                leaf.addSanDnsName(Pki.NAME)
                    .notBefore(Pki.daysFromNow(fromDay))
                    .notAfter(Pki.daysFromNow(toDay)));
    refused(identity, Pki.trusting().build(), Pki.NAME);
  }

  /** The platform's verification accepts it; conpool does not, for any provider. */
  @Test
  void aNameInTheSubjectAloneIsNotTheEnginesBusiness() throws Exception {
    X509Bundle named = Pki.issued(Pki.ROOT, leaf -> leaf.subject("CN=" + Pki.NAME));
    accepted(named, Pki.trusting().build(), Pki.NAME);
  }

  @Test
  void insecureMeansThatAnybodyIsAccepted() throws Exception {
    TlsConfig config = TlsConfig.builder().insecureTrustAnyPeer().build();
    accepted(Pki.selfSigned("x.example"), config, "y.example");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, TLSv1.3", "TLSv1.3, TLSv1.2"})
  void withoutACommonVersionThereIsARefusal(String ours, String theirs) throws Exception {
    try (TlsServer server =
        new TlsServer(
            Pki.SERVER,
            client -> {
              client.setEnabledProtocols(new String[] {theirs});
              TlsServer.echo(client);
            })) {
      assertThatThrownBy(() -> connect(trusting(ours), Pki.NAME, server))
          .isInstanceOf(SSLException.class);
    }
  }

  private static TlsServer speaking(String applicationProtocol) throws IOException {
    return new TlsServer(
        Pki.SERVER,
        client -> {
          SSLParameters parameters = client.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {applicationProtocol});
          client.setSSLParameters(parameters);
          TlsServer.echo(client);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theCommonApplicationProtocolIsKnown(String version) throws Exception {
    TlsConfig config =
        Pki.trusting().protocols(version).applicationProtocols("h2", "http/1.1").build();
    try (TlsServer server = speaking("http/1.1");
        TlsClient client = connect(config, Pki.NAME, server)) {
      assertThat(client.engine().getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @Test
  void aServerThatKnowsNothingOfApplicationProtocolsIsAccepted() throws Exception {
    TlsConfig config = Pki.trusting().applicationProtocols("h2").build();
    try (TlsServer server = TlsServer.echoing(Pki.SERVER);
        TlsClient client = connect(config, Pki.NAME, server)) {
      assertThat(client.exchange("hello")).isEqualTo("hello");
      assertThat(client.engine().getApplicationProtocol()).isNullOrEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void withoutACommonApplicationProtocolThereIsARefusal(String version) throws Exception {
    TlsConfig config = Pki.trusting().protocols(version).applicationProtocols("h2").build();
    try (TlsServer server = speaking("http/1.1")) {
      assertThatThrownBy(() -> connect(config, Pki.NAME, server)).isInstanceOf(SSLException.class);
    }
  }

  private static void echoToKnownClients(SSLSocket client) throws IOException {
    client.setNeedClientAuth(true);
    TlsServer.echo(client);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientCertificateIsSentWhereItIsDemanded(String version) throws Exception {
    TlsConfig config = Pki.trustingWithClientKey(Pki.CLIENT).protocols(version).build();
    try (TlsServer server = new TlsServer(Pki.SERVER, HandshakeTest::echoToKnownClients);
        TlsClient client = connect(config, Pki.NAME, server)) {
      assertThat(client.exchange("hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aMissingClientCertificateIsARefusal(String version) throws Exception {
    try (TlsServer server = new TlsServer(Pki.SERVER, HandshakeTest::echoToKnownClients)) {
      assertThatThrownBy(
              () -> {
                // In TLS 1.3 the client is done before the server has looked.
                try (TlsClient client = connect(trusting(version), Pki.NAME, server)) {
                  client.exchange("hello");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "server.example, server.example",
    "localhost,      localhost",
    "127.0.0.1,      ",
    "a_b.example,    ",
    "db,             ",
  })
  void whatTheServerHearsOfItsName(String serverName, String indicated) throws Exception {
    BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
    TlsConfig config = TlsConfig.builder().insecureTrustAnyPeer().build();
    try (TlsServer server =
            new TlsServer(
                Pki.SERVER,
                client -> {
                  ExtendedSSLSession session = (ExtendedSSLSession) client.getSession();
                  heard.add(
                      session.getRequestedServerNames().stream()
                          .map(name -> new String(name.getEncoded(), US_ASCII))
                          .toList());
                });
        TlsClient client = connect(config, serverName, server)) {
      assertThat(client.engine().getSession().isValid()).isTrue();
      assertThat(heard.poll(20, TimeUnit.SECONDS))
          .isEqualTo(indicated == null ? List.of() : List.of(indicated));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void moreThanARecordArrivesWhole(String version) throws Exception {
    try (TlsServer server = TlsServer.echoing(Pki.SERVER);
        TlsClient client = connect(trusting(version), Pki.NAME, server)) {
      for (int round = 0; round < 20; round++) {
        String message = String.valueOf((char) ('a' + round)).repeat(40_000 + round);
        assertThat(client.exchange(message)).isEqualTo(message);
      }
    }
  }
}
