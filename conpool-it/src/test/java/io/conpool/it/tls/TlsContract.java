package io.conpool.it.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolError.TlsFailure;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.Pools;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a TLS provider lets through, whom it refuses and with what word, and what it resumes. */
abstract class TlsContract extends TlsSuite {

  /** A ServerHello of TLS 1.1 (RFC 4346, section 7.4.1.3), but for its random bytes. */
  private static final byte[] OLD_HELLO = oldHello();

  TlsContract(String provider) {
    super(provider);
  }

  private static byte[] oldHello() {
    byte[] record = new byte[5 + 4 + 38];
    byte[] front = {22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
    System.arraycopy(front, 0, record, 0, front.length);
    // No session id, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, no compression.
    byte[] back = {0, (byte) 0xc0, 9, 0};
    System.arraycopy(back, 0, record, record.length - back.length, back.length);
    return record;
  }

  static Stream<Arguments> flaws() {
    return servers()
        .flatMap(
            server ->
                Stream.of(Flaw.values())
                    .map(flaw -> Arguments.of(flaw, server.get()[0], server.get()[1])));
  }

  static Stream<Arguments> merits() {
    return servers()
        .flatMap(
            server ->
                Stream.of(Merit.values())
                    .map(merit -> Arguments.of(merit, server.get()[0], server.get()[1])));
  }

  private TlsFailure refusal(Pools pools, TlsConfig config, Endpoint endpoint) throws IOException {
    ConnectionPool pool = open(pools, config);
    try (Connection connection = pool.acquire(endpoint)) {
      throw new AssertionError("got " + connection);
    } catch (PoolException e) {
      assertThat(e.error()).as(e.getMessage()).isInstanceOf(PoolError.TlsFailed.class);
      PoolError.TlsFailed error = (PoolError.TlsFailed) e.error();
      assertThat(error.detail()).isNotBlank();
      return error.reason();
    }
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void aCertificateThatIsWrongIsRefused(Flaw flaw, String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(flaw.identity(), version))) {
      Endpoint endpoint = at(server.port()).withServerName(flaw.serverName());
      assertThat(refusal(pools, Pki.trusting(version).build(), endpoint)).isEqualTo(flaw.reason());
    }
  }

  @ParameterizedTest
  @MethodSource("merits")
  void aCertificateThatIsRightIsAccepted(Merit merit, String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(merit.identity(), version))) {
      ConnectionPool pool = open(pools, Pki.trusting(version).build());
      Endpoint endpoint = at(server.port()).withServerName(merit.serverName());
      try (Connection connection = pool.acquire(endpoint)) {
        exchange(connection);
        assertThat(connection.tlsSession().map(SSLSession::getProtocol)).hasValue(version);
        assertThat(connection.applicationProtocol()).isEmpty();
        connection.release();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void byDefaultThePlatformsAuthoritiesAreTrustedAndNoOthers(
      String version, ServerKind kind, Pools pools) throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version))) {
      assertThat(refusal(pools, TlsConfig.defaults(), at(server.port())))
          .isEqualTo(TlsFailure.CERTIFICATE);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void insecureMeansThatAnybodyIsAccepted(String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.selfSignedFor("x.example"), version))) {
      exchange(open(pools, insecure(version)), at(server.port()));
    }
  }

  private static TlsConfig insecure(String version) {
    return TlsConfig.builder().insecureTrustAnyPeer().protocols(version).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerKeyThatIsNotTheCertificatesIsRefused(String version, Pools pools) throws Exception {
    X509Bundle mixed =
        X509Bundle.fromCertificatePath(
            Pki.SERVER.getCertificatePath(),
            Pki.ROOT.getCertificate(),
            new KeyPair(
                Pki.SERVER.getCertificate().getPublicKey(), Pki.CLIENT.getKeyPair().getPrivate()));
    try (TlsServer server = ServerKind.JDK.start(ServerPlan.of(mixed, version))) {
      assertThat(refusal(pools, Pki.trusting(version).build(), at(server.port())))
          .isEqualTo(TlsFailure.HANDSHAKE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, TLSv1.3, JDK",
    "TLSv1.3, TLSv1.2, JDK",
    "TLSv1.2, TLSv1.3, OPENSSL",
    "TLSv1.3, TLSv1.2, OPENSSL"
  })
  void withoutACommonVersionThereIsARefusal(
      String ours, String theirs, ServerKind kind, Pools pools) throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, theirs))) {
      assertThat(refusal(pools, Pki.trusting(ours).build(), at(server.port())))
          .isEqualTo(TlsFailure.PROTOCOL_VERSION);
    }
  }

  @Test
  void aServerThatKnowsOldVersionsAloneIsRefused(Pools pools) throws Exception {
    TlsConfig config = TlsConfig.builder().trustCertificates(Pki.ROOT.getCertificate()).build();
    try (LoopbackServer server = LoopbackServer.plain(TlsContract::answerWithAnOldVersion)) {
      assertThat(refusal(pools, config, at(server.port()))).isEqualTo(TlsFailure.PROTOCOL_VERSION);
    }
  }

  private static void answerWithAnOldVersion(Socket client) throws IOException {
    client.getOutputStream().write(OLD_HELLO);
    LoopbackServer.keepSilent(client);
  }

  @Test
  void aPeerThatDoesNotSpeakTlsIsToldApart(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(TlsContract::greet)) {
      assertThat(refusal(pools, TlsConfig.defaults(), at(server.port())))
          .isEqualTo(TlsFailure.NOT_TLS);
    }
  }

  private static void greet(Socket client) throws IOException {
    client.getOutputStream().write("220 mail.example at your service\r\n".getBytes(US_ASCII));
    LoopbackServer.keepSilent(client);
  }

  @Test
  void withoutACommonCipherSuiteThereIsARefusal(Pools pools) throws Exception {
    // The server's certificate has an EC key.
    TlsConfig config =
        Pki.trusting("TLSv1.2").cipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256").build();
    try (TlsServer server = ServerKind.JDK.start(ServerPlan.of(Pki.SERVER, "TLSv1.2"))) {
      assertThat(refusal(pools, config, at(server.port()))).isEqualTo(TlsFailure.CIPHER_SUITE);
    }
  }

  @Test
  void whatTheProviderWouldHaveToIgnoreIsAnErrorThatNamesTheField(Pools pools) throws Exception {
    try (TlsServer server = ServerKind.JDK.start(ServerPlan.of(Pki.SERVER, "TLSv1.2"))) {
      ConnectionPool pool = open(pools, Pki.trusting("TLSv1.2").cipherSuites("TLS_ROT13").build());
      assertThatThrownBy(() -> pool.acquire(at(server.port())))
          .isInstanceOfSatisfying(
              PoolException.class,
              e ->
                  assertThat(e.error())
                      .isInstanceOfSatisfying(
                          PoolError.InvalidConfig.class,
                          error ->
                              assertThat(error.message())
                                  .startsWith("tls: cipherSuites")
                                  .contains("TLS_ROT13")));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theCommonApplicationProtocolIsKnown(String version, ServerKind kind, Pools pools)
      throws Exception {
    try (TlsServer h2 = kind.start(ServerPlan.of(Pki.SERVER, version).speaking("h2", "http/1.1"));
        TlsServer http = kind.start(ServerPlan.of(Pki.SERVER, version).speaking("http/1.1"))) {
      ConnectionPool pool =
          open(pools, Pki.trusting(version).applicationProtocols("h2", "http/1.1").build());
      assertThat(applicationProtocol(pool, h2)).isEqualTo("h2");
      assertThat(applicationProtocol(pool, http)).isEqualTo("http/1.1");
    }
  }

  private static String applicationProtocol(ConnectionPool pool, TlsServer server)
      throws IOException {
    return pool.withConnection(
        at(server.port()),
        connection -> {
          exchange(connection);
          return connection.applicationProtocol().orElse("none");
        });
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aServerThatKnowsNothingOfApplicationProtocolsIsAccepted(
      String version, ServerKind kind, Pools pools) throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version))) {
      ConnectionPool pool = open(pools, Pki.trusting(version).applicationProtocols("h2").build());
      assertThat(applicationProtocol(pool, server)).isEqualTo("none");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, JDK", "TLSv1.3, JDK", "TLSv1.2, OPENSSL", "TLSv1.3, OPENSSL"})
  void withoutACommonApplicationProtocolThereIsARefusal(
      String version, ServerKind kind, Pools pools) throws Exception {
    TlsConfig config = Pki.trusting(version).applicationProtocols("h2").build();
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version).speaking("http/1.1"))) {
      assertThat(refusal(pools, config, at(server.port())))
          .isEqualTo(TlsFailure.APPLICATION_PROTOCOL);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aClientCertificateIsSentWhereItIsDemanded(String version, ServerKind kind, Pools pools)
      throws Exception {
    TlsConfig config =
        Pki.trusting(version)
            .clientKey(Pki.CLIENT.getKeyPair().getPrivate(), Pki.CLIENT.getCertificatePath())
            .build();
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version).demandingClient())) {
      exchange(open(pools, config), at(server.port()));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void withoutTheClientCertificateThatIsDemandedNothingComes(
      String version, ServerKind kind, Pools pools) throws Exception {
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version).demandingClient())) {
      TlsConfig config = Pki.trusting(version).build();
      if (version.equals("TLSv1.2")) {
        assertThat(refusal(pools, config, at(server.port())))
            .isEqualTo(TlsFailure.CLIENT_CERTIFICATE);
        return;
      }
      // In TLS 1.3 the client is done before the server has looked.
      ConnectionPool pool = open(pools, config);
      try (Connection connection = pool.acquire(at(server.port()))) {
        assertThatThrownBy(() -> exchange(connection)).isInstanceOf(IOException.class);
        connection.release();
      }
      assertThat(pool.total().idle()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "server.example, server.example",
    "localhost,      localhost",
    "192.0.2.1,      ",
    "2001:db8::1,    ",
    "a_b.example,    "
  })
  void aServerHearsTheNameItIsAskedForIfThatIsOne(String serverName, String indicated, Pools pools)
      throws Exception {
    BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
    try (JavaTlsServer server =
        JavaTlsServer.start(
            ServerPlan.of(Pki.SERVER, "TLSv1.3"),
            (client, raw) -> {
              ExtendedSSLSession session = (ExtendedSSLSession) client.getSession();
              heard.add(
                  session.getRequestedServerNames().stream()
                      .map(name -> new String(name.getEncoded(), US_ASCII))
                      .toList());
              JavaTlsServer.reverseLines(client, raw);
            })) {
      exchange(open(pools, insecure("TLSv1.3")), at(server.port()).withServerName(serverName));
      assertThat(heard.poll(20, TimeUnit.SECONDS))
          .isEqualTo(indicated == null ? List.of() : List.of(indicated));
    }
  }

  /** Dials, exchanges a line, closes. */
  private static void visit(ConnectionPool pool, Endpoint endpoint) throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      exchange(connection);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, JDK",
    "TLSv1.3, JDK",
    "TLSv1.2, OPENSSL",
    "TLSv1.3, OPENSSL",
    // With TLS 1.3 Conscrypt's server resumes nobody's session.
    "TLSv1.2, CONSCRYPT"
  })
  void laterConnectionsResumeTheSession(String version, ServerKind kind, Pools pools)
      throws Exception {
    CountingTrust trust = new CountingTrust(Pki.trusting(version).build());
    TlsConfig config = TlsConfig.builder().trustManager(trust).protocols(version).build();
    try (TlsServer server = kind.start(ServerPlan.of(Pki.SERVER, version))) {
      ConnectionPool pool = open(pools, config);
      for (int i = 0; i < 5; i++) {
        visit(pool, at(server.port()));
      }
      assertThat(trust.verdicts()).as("full handshakes").isEqualTo(1);
      visit(pool, at(server.port()).withServerName(Pki.OTHER_NAME));
      assertThat(trust.verdicts()).as("with another name").isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionMadeWithoutVerificationIsOfNoUseToOneWhoVerifies(String version, Pools pools)
      throws Exception {
    X509Bundle other = Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.OTHER_NAME));
    try (TlsServer server = ServerKind.JDK.start(ServerPlan.of(other, version))) {
      ConnectionPool pool = open(pools, Pki.trusting(version).build());
      visit(pool, at(server.port()).withTls(insecure(version)));
      assertThatThrownBy(() -> visit(pool, at(server.port())))
          .isInstanceOfSatisfying(
              PoolException.class,
              e -> assertThat(e.error()).isInstanceOf(PoolError.TlsFailed.class));
    }
  }
}
