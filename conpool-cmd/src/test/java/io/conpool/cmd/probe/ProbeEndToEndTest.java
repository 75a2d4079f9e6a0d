package io.conpool.cmd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.cmd.stress.EchoFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The real pool. */
@Timeout(120)
class ProbeEndToEndTest {

  private final StringWriter out = new StringWriter();

  private int probe(String... args) {
    return new CommandLine(new ProbeCommand()).setOut(new PrintWriter(out, true)).execute(args);
  }

  @Test
  void aPlainEndpointIsConnectedToAndReused() throws Exception {
    try (EchoFixture server = EchoFixture.plain()) {
      assertThat(probe(server.authority())).as(out.toString()).isZero();

      assertThat(out.toString())
          .startsWith("conpool probe: " + server.authority())
          .containsSubsequence(
              "connect", server.authority() + " from 127.0.0.1:", "lease", "release")
          .containsPattern("acquire again +reused")
          .doesNotContain("handshake", "TLS version");
    }
  }

  @Test
  void aTlsEndpointShowsWhatWasAgreedAndVerified(@TempDir Path directory) throws Exception {
    try (EchoFixture server = EchoFixture.tls()) {
      Path authority = server.writeAuthority(directory);

      assertThat(probe("--tls", "--ca", authority.toString(), server.authority()))
          .as(out.toString())
          .isZero();
      assertThat(out.toString())
          .startsWith("conpool probe: tls://" + server.authority())
          .containsSubsequence("connect", "handshake", "TLSv1.3, TLS_", "lease", "release")
          .containsPattern("acquire again +reused")
          .contains("verified      the certificate's chain and its name 127.0.0.1")
          .contains("certificate   CN=conpool stress echo server")
          .contains("  names       127.0.0.1")
          .contains("ALPN          none");
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefusedUnlessInsecure() throws Exception {
    try (EchoFixture server = EchoFixture.tls()) {
      assertThat(probe("tls://" + server.authority())).isEqualTo(1);
      assertThat(out.toString())
          .containsSubsequence("connect", "failed", "TlsFailed", "reason=CERTIFICATE", "caused by");

      assertThat(probe("--insecure", "tls://" + server.authority())).isZero();
      assertThat(out.toString()).contains("verified      nothing (--insecure)");
    }
  }

  @Test
  void aNameBehindAProxyIsNotLookedUpHere() {
    assertThat(probe("--proxy=socks5://127.0.0.1:1", "--connect-retry-count=0", "name.invalid:1"))
        .isEqualTo(1);
    assertThat(out.toString()).doesNotContain("no address");
  }

  @Test
  void aRefusedConnectionIsExitStatusOneWithTheWholeChain() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.bind(
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), 0)); // holds the port and does not listen
      String endpoint = "127.0.0.1:" + deaf.getLocalPort();

      assertThat(probe("--connect-retry-count=1", "--connect-retry-delay=1ms", endpoint))
          .isEqualTo(1);
      assertThat(out.toString())
          .contains("ConnectionFailed", "connecting to " + endpoint, "after 1 retry attempt")
          .containsPattern("caused by +java.net.ConnectException");
    }
  }
}
