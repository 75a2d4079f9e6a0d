package io.conpool.cmd.probe;

import io.conpool.Connection;
import io.conpool.TlsConfig;
import io.conpool.cmd.text.Page;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end.
 *
 * @param addresses the two ends
 * @param tls what was agreed on, or null on a plain connection
 */
record Peer(String addresses, @Nullable Tls tls) {

  /**
   * What the handshake agreed on.
   *
   * @param version the version of TLS
   * @param cipher the cipher suite
   * @param application the application protocol, or that there is none
   * @param verified what was verified
   * @param certificate the server's, or null if it showed none
   */
  record Tls(
      String version,
      String cipher,
      String application,
      String verified,
      @Nullable X509Certificate certificate) {}

  static Peer of(Connection connection, @Nullable TlsConfig config) {
    String addresses =
        text(connection.remoteAddress())
            + connection.localAddress().map(local -> " from " + text(local)).orElse("");
    @Nullable SSLSession session = connection.tlsSession().orElse(null);
    if (session == null || config == null) {
      return new Peer(addresses, null);
    }
    return new Peer(
        addresses,
        new Tls(
            session.getProtocol(),
            session.getCipherSuite(),
            connection.applicationProtocol().orElse("none"),
            config.isInsecure()
                ? "nothing (--insecure)"
                : "the certificate's chain and its name " + connection.endpoint().peerName(),
            certificate(session)));
  }

  /** The agreement in short. */
  String protocol() {
    return tls == null ? "" : tls.version() + ", " + tls.cipher();
  }

  void printTo(Page page) {
    if (tls == null) {
      return;
    }
    page.row("TLS version", tls.version())
        .row("cipher", tls.cipher())
        .row("ALPN", tls.application())
        .row("verified", tls.verified());
    if (tls.certificate() != null) {
      CertificateText.printTo(page, tls.certificate(), Instant.now());
    }
  }

  private static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      String host = inet.getAddress().getHostAddress();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
    }
    return address.toString();
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain[0] instanceof X509Certificate certificate ? certificate : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }
}
