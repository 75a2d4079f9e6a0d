package io.conpool.dns.dnsjava;

import static io.conpool.spi.AddressFamily.IPV4;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.dns.dnsjava.FakeDnsServer.Question;
import io.conpool.dns.dnsjava.FakeDnsServer.Way;
import io.conpool.spi.DnsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers asked over TLS (RFC 7858). */
class OverTlsTest extends ResolverTest {

  private static final String NAME = "dns.example";

  private static TestKeys keys;

  @BeforeAll
  static void makeKeys(@TempDir Path folder) throws Exception {
    keys = TestKeys.make(folder, "other.example", "dns:" + NAME + ",ip:127.0.0.1");
  }

  private FakeDnsServer overTls() throws Exception {
    return overTls(keys);
  }

  private FakeDnsServer overTls(TestKeys identity) throws Exception {
    return kept(FakeDnsServer.overTls(identity.serverContext(), (query, question) -> peer(query)));
  }

  private static DnsjavaSettings.Builder over() {
    return DnsjavaSettings.builder().searchDomains().withoutHostsFile();
  }

  private static DnsjavaResolverProvider asking(FakeDnsServer server, String name)
      throws Exception {
    return resolver(over().serverOverTls(server.address(), name).trust(keys.clientContext()), LONG);
  }

  private static void isNotTrusted(
      FakeDnsServer server, DnsjavaResolverProvider resolver, String reason) {
    DnsException failure = failure(resolver, "peer.test");
    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessageContaining(reason);
    assertThat(server.questions()).as("nothing was told to it").isEmpty();
  }

  @Test
  void aServerThatProvesItsNameIsAskedOverTlsAlone() throws Exception {
    FakeDnsServer server = overTls();

    assertThat(literals(resolve(asking(server, NAME), "peer.test"))).containsExactly("127.0.0.2");
    assertThat(server.questions()).containsExactly(new Question("peer.test", "A", Way.TLS, true));
  }

  @Test
  void withoutANameTheCertificateMustBeForTheAddress() throws Exception {
    FakeDnsServer server = overTls();
    DnsjavaResolverProvider resolver =
        resolver(over().serverOverTls(server.address()).trust(keys.clientContext()), LONG);

    assertThat(literals(resolve(resolver, "peer.test"))).containsExactly("127.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void eitherVersionWillDoAndAnswersMayBeLong(String protocol) throws Exception {
    int count = 2_000;
    SSLContext context = keys.serverContext();
    FakeDnsServer server =
        kept(
            FakeDnsServer.overTls(
                context,
                protocol,
                (query, question) -> {
                  Reply reply = Reply.to(query);
                  IntStream.range(0, count)
                      .mapToObj(i -> "127.0." + i / 256 + "." + i % 256)
                      .forEach(address -> reply.answer("peer.test.", 300, "A", address));
                  return reply;
                }));
    DnsjavaResolverProvider resolver = asking(server, NAME);

    assertThat(resolve(resolver, "peer.test").addresses()).hasSize(count);
    assertThat(resolve(resolver, "peer.test").addresses()).hasSize(count);
  }

  @Test
  void theLengthOfAQuestionDoesNotTellTheNames() throws Exception {
    FakeDnsServer server =
        kept(
            FakeDnsServer.overTls(
                keys.serverContext(),
                (query, question) -> {
                  assertThat(query.numBytes()).isEqualTo(128);
                  return Reply.to(query).answer(question.name() + ".", 300, "A", "127.0.0.2");
                }));

    for (String name : new String[] {"a.test", "x".repeat(40) + ".test"}) {
      assertThat(literals(resolve(asking(server, NAME), name))).containsExactly("127.0.0.2");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    FakeDnsServer server = overTls();

    isNotTrusted(server, asking(server, "elsewhere.example"), "elsewhere.example");
  }

  @Test
  void theSubjectOfACertificateIsNoNameOfIt() throws Exception {
    FakeDnsServer server = overTls();

    isNotTrusted(server, asking(server, "other.example"), "other.example");
  }

  @Test
  void aCertificateOfNobodyKnownIsRefused() throws Exception {
    FakeDnsServer server = overTls(TestKeys.make(folder, NAME, "dns:" + NAME));

    isNotTrusted(server, asking(server, NAME), "PKIX path building failed");
  }

  @Test
  void evenAContextThatTrustsEverybodyDoesNotLetAnotherNamePass() throws Exception {
    FakeDnsServer server = overTls();
    SSLContext careless = SSLContext.getInstance("TLS");
    careless.init(null, new TrustManager[] {new Careless()}, null);

    isNotTrusted(
        server,
        resolver(over().serverOverTls(server.address(), "elsewhere.example").trust(careless), LONG),
        "the certificate is not for elsewhere.example");
  }

  @Test
  void aTrustManagerThatFailsIsOneMoreReasonNotToTrust() throws Exception {
    FakeDnsServer server = overTls();
    SSLContext broken = SSLContext.getInstance("TLS");
    broken.init(null, new TrustManager[] {new Broken()}, null);

    DnsException failure =
        failure(
            resolver(over().serverOverTls(server.address(), NAME).trust(broken), LONG),
            "peer.test");
    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    // Newer JDKs make an SSLException of it, older ones let it pass.
    assertThat(failure).hasRootCauseMessage("the list of authorities is lost");
    assertThat(server.questions()).as("nothing was told to it").isEmpty();
  }

  @Test
  void whereOneServerIsNotTrustedTheNextIsAsked() throws Exception {
    FakeDnsServer other = overTls();
    FakeDnsServer next = overTls();
    DnsjavaResolverProvider resolver =
        resolver(
            over()
                .serverOverTls(other.address(), "elsewhere.example")
                .serverOverTls(next.address(), NAME)
                .trust(keys.clientContext()),
            LONG);

    assertThat(literals(resolve(resolver, "peer.test"))).containsExactly("127.0.0.2");
    assertThat(other.questions()).isEmpty();
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsTemporary() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      DnsjavaResolverProvider resolver = asking(plain);
      CompletableFuture<DnsException> failure =
          CompletableFuture.supplyAsync(() -> failure(resolver, "peer.test"));
      try (Socket accepted = plain.accept()) {
        accepted.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
      }

      assertThat(failure.get().kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    }
  }

  @Test
  void aRecordLongerThanRecordsMayBeIsNotWaitedFor() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      DnsjavaResolverProvider resolver = asking(plain);
      CompletableFuture<DnsException> failure =
          CompletableFuture.supplyAsync(() -> failure(resolver, "peer.test"));
      try (Socket accepted = plain.accept()) {
        assertThat(accepted.getInputStream().read()).as("a handshake's first byte").isEqualTo(22);
        byte[] record = Arrays.copyOf(new byte[] {22, 3, 3, 0x60, 0}, 5 + 20_000);
        accepted.getOutputStream().write(record);
        accepted.shutdownOutput();

        assertThat(failure.get(LONG / 2, TimeUnit.NANOSECONDS).kind())
            .isEqualTo(DnsException.Kind.TEMPORARY);
      }
    }
  }

  @Test
  void silenceIsTemporaryWhenTheTimeIsOver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      long timeout = TimeUnit.MILLISECONDS.toNanos(200);
      long begin = System.nanoTime();

      DnsException failure = failure(asking(silent), "peer.test", IPV4, timeout);

      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(timeout);
      assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
      assertThat(failure).hasMessageEndingWith("gave: no answer in time");
    }
  }

  private static DnsjavaResolverProvider asking(ServerSocket silent) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort());
    return resolver(over().serverOverTls(address, NAME).trust(keys.clientContext()), LONG);
  }

  @Test
  void anInterruptEndsTheHandshake() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      DnsjavaResolverProvider resolver = asking(silent);
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  resolver.resolve("peer.test", IPV4, TimeUnit.HOURS.toNanos(1));
                } catch (Throwable e) {
                  thrown.complete(e);
                }
              });
      caller.start();
      try (Socket accepted = silent.accept()) {
        assertThat(accepted.getInputStream().read()).as("a handshake's first byte").isEqualTo(22);

        caller.interrupt();

        assertThat(thrown.get(LONG, TimeUnit.NANOSECONDS)).isInstanceOf(InterruptedException.class);
        caller.join();
      }
    }
  }

  /** Cannot tell whom to trust. */
  private static final class Broken extends Careless {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new IllegalStateException("the list of authorities is lost");
    }
  }

  /** Trusts everybody, whatever the name. */
  private static class Careless extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
