package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EchoServerTest {

  private static final byte[] LINE = "c0-abc\n".getBytes(StandardCharsets.US_ASCII);

  private final Ledger ledger = new Ledger();

  @Test
  void aPlainServerSendsBackWhatComesAndCountsWhoCame() throws Exception {
    try (EchoServer server = EchoServer.start(null, ledger)) {
      try (Socket socket = new Socket(EchoServer.LOOPBACK, server.port())) {
        assertThat(echo(socket)).isEqualTo(LINE);
        assertThat(ledger.count()).isEqualTo(new Ledger.Count(1, 1));
      }
      awaitNoneOpen();
      assertThat(ledger.count()).isEqualTo(new Ledger.Count(1, 0));
    }
  }

  @Test
  void aLongLineComesBackToAClientThatWritesAllOfItFirst() throws Exception {
    byte[] line = new byte[20_000_000];
    Arrays.fill(line, (byte) 'x');
    line[line.length - 1] = '\n';
    try (EchoServer server = EchoServer.start(null, ledger);
        Socket socket = new Socket(EchoServer.LOOPBACK, server.port())) {
      socket.getOutputStream().write(line);

      assertThat(socket.getInputStream().readNBytes(line.length)).isEqualTo(line);
    }
  }

  @Test
  void aTlsServerProvesTheLoopbackAddressToWhoeverTrustsItsAuthority() throws Exception {
    EchoIdentity identity = EchoIdentity.create();
    try (EchoServer server = EchoServer.start(identity, ledger);
        SSLSocket socket = tlsSocket(trusting(identity), server)) {
      assertThat(echo(socket)).isEqualTo(LINE);
      assertThat(socket.getSession().getPeerCertificates()[1]).isEqualTo(identity.authority());
    }
  }

  @Test
  void whoeverTrustsAnotherAuthorityRefusesTheServer() throws Exception {
    try (EchoServer server = EchoServer.start(EchoIdentity.create(), ledger);
        SSLSocket socket = tlsSocket(trusting(EchoIdentity.create()), server)) {
      assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(socket::startHandshake);
    }
  }

  @Test
  void closingTheServerClosesItsConnections() throws Exception {
    EchoServer server = EchoServer.start(null, ledger);
    try (Socket socket = new Socket(EchoServer.LOOPBACK, server.port())) {
      echo(socket);

      server.close();

      awaitNoneOpen();
      assertThat(socket.getInputStream().read()).isNegative();
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new Socket(EchoServer.LOOPBACK, server.port()).close());
  }

  private void awaitNoneOpen() throws InterruptedException {
    for (Ledger.Count count = ledger.count(); count.open() > 0; count = ledger.count()) {
      ledger.awaitChange(count, TimeUnit.SECONDS.toNanos(10));
    }
  }

  private static byte[] echo(Socket socket) throws IOException {
    socket.getOutputStream().write(LINE);
    return socket.getInputStream().readNBytes(LINE.length);
  }

  private static SSLSocket tlsSocket(SSLContext context, EchoServer server) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(EchoServer.LOOPBACK, server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static SSLContext trusting(EchoIdentity identity) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", identity.authority());
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
