package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handshakes are spared, told by which certificates are looked at. */
@Timeout(60)
class ResumptionTest {

  private final ConscryptTlsProvider provider = new ConscryptTlsProvider();
  private final CountingTrust trust = counting();

  private static CountingTrust counting() {
    try {
      return new CountingTrust(Pki.trusting().build());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private TlsConfig config(String version) {
    return TlsConfig.builder().trustManager(trust).protocols(version).build();
  }

  private static void visit(TlsContext context, TlsServer server) throws IOException {
    try (TlsClient client = TlsClient.connect(context, server.port())) {
      // Tickets come in front of the answer.
      assertThat(client.exchange("hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void laterConnectionsResumeTheSession(String version) throws Exception {
    TlsContext context = provider.context(config(version), Pki.NAME);
    try (TlsServer server = TlsServer.echoing(Pki.SERVER)) {
      for (int i = 0; i < 5; i++) {
        visit(context, server);
      }
    }
    assertThat(trust.verdicts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void moreSessionsAreKeptThanConscryptWouldByItself(String version) throws Exception {
    int ports = 15;
    TlsContext context = provider.context(config(version), Pki.NAME);
    List<TlsServer> servers = new ArrayList<>();
    try {
      for (int i = 0; i < ports; i++) {
        servers.add(TlsServer.echoing(Pki.SERVER));
      }
      for (int round = 0; round < 2; round++) {
        for (TlsServer server : servers) {
          visit(context, server);
        }
      }
    } finally {
      for (TlsServer server : servers) {
        server.close();
      }
    }
    assertThat(trust.verdicts()).isEqualTo(ports);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anotherServerNameResumesNothing(String version) throws Exception {
    try (TlsServer server = TlsServer.echoing(Pki.SERVER)) {
      visit(provider.context(config(version), Pki.NAME), server);
      visit(provider.context(config(version), "127.0.0.1"), server);
    }
    assertThat(trust.verdicts()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionMadeWithoutVerificationIsOfNoUseToOneWhoVerifies(String version) throws Exception {
    TlsConfig insecure = TlsConfig.builder().insecureTrustAnyPeer().protocols(version).build();
    try (TlsServer server = TlsServer.echoing(Pki.SERVER)) {
      TlsContext careless = provider.context(insecure, "other.example");
      visit(careless, server);
      visit(careless, server);
      TlsContext careful = provider.context(config(version), "other.example");
      assertThatThrownBy(() -> visit(careful, server)).isInstanceOf(SSLException.class);
    }
    assertThat(trust.verdicts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void soonAfterAServerHasForgottenItsSessionsNewOnesAreResumed(String version) throws Exception {
    TlsContext context = provider.context(config(version), Pki.NAME);
    int port;
    try (TlsServer server = TlsServer.echoing(Pki.SERVER)) {
      port = server.port();
      visitAtOnce(context, server, 3 * PortContexts.SESSIONS);
    }
    try (TlsServer server = TlsServer.echoing(port, Pki.server(Pki.SERVER))) {
      for (int i = 0; i < PortContexts.SESSIONS; i++) {
        visit(context, server);
      }
      int before = trust.verdicts();
      visit(context, server);
      visit(context, server);
      assertThat(trust.verdicts()).isEqualTo(before);
    }
  }

  /** All of them handshakes without a session to resume. */
  private static void visitAtOnce(TlsContext context, TlsServer server, int count)
      throws IOException {
    List<TlsClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(TlsClient.connect(context, server.port()));
    }
    for (TlsClient client : clients) {
      assertThat(client.exchange("hello")).isEqualTo("hello");
      client.close();
    }
  }

  @Test
  void aSessionThatHasExpiredIsNotInTheWayOfLaterOnes() throws Exception {
    ConscryptTlsContext context =
        (ConscryptTlsContext) provider.context(config("TLSv1.3"), Pki.NAME);
    SSLContext forgetful = Pki.server(Pki.SERVER);
    forgetful.getServerSessionContext().setSessionTimeout(1);
    try (TlsServer server = TlsServer.echoing(0, forgetful)) {
      visitAtOnce(context, server, 2);
      SSLSessionContext sessions = context.contexts().of(server.port()).getClientSessionContext();
      forgetful.getServerSessionContext().setSessionTimeout(1000);
      awaitExpiry(sessions);
      visit(context, server);
      int before = trust.verdicts();
      visit(context, server);
      assertThat(trust.verdicts()).isEqualTo(before);
    }
  }

  private static void awaitExpiry(SSLSessionContext sessions) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (sessions.getIds().hasMoreElements()) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
