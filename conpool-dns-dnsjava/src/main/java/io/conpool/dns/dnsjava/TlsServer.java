package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/**
 * A server asked over TLS alone (RFC 7858), and only after it has proved who it is (the strict
 * profile of RFC 8310).
 *
 * @param address resolved
 * @param certificateName whom its certificate must be for; null for the address
 * @param context whom to trust; null for the process's default
 */
record TlsServer(
    InetSocketAddress address, @Nullable String certificateName, @Nullable SSLContext context)
    implements NameServer {

  /** What a text begins with that names such a server. */
  static final String SCHEME = "tls://";

  /** Where such servers listen (RFC 7858, section 3.1). */
  static final int PORT = 853;

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Tells whether TLS can name a server so (RFC 6066, section 3): not every DNS name will do. */
  static boolean canBeSent(String name) {
    try {
      return !new SNIHostName(name).getAsciiName().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The same server, whose certificate is checked by another context. */
  TlsServer trusting(@Nullable SSLContext other) {
    return new TlsServer(address, certificateName, other);
  }

  @Override
  public Message ask(Name name, int type, Deadline deadline) throws IOException {
    try (Connection connection = Connection.open(address, deadline)) {
      SSLEngine engine = engine();
      TlsStream stream = new TlsStream(connection, engine);
      stream.handshake();
      requireIdentity(engine);
      Message reply = Query.padded(name, type).replyOver(stream);
      end(stream);
      return reply;
    }
  }

  private SSLEngine engine() throws IOException {
    // By name and port, so that sessions are resumed.
    SSLEngine engine = trust().createSSLEngine(expected(), address.getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (certificateName != null) {
      parameters.setServerNames(List.of(new SNIHostName(certificateName)));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLContext trust() throws SSLException {
    try {
      return context == null ? SSLContext.getDefault() : context;
    } catch (NoSuchAlgorithmException e) {
      throw new SSLException("no default SSLContext", e);
    }
  }

  private String expected() {
    return certificateName == null ? host() : certificateName;
  }

  private String host() {
    String text = address.getAddress().getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /** Checked again here: not every context's trust managers do, and the CN does not count. */
  private void requireIdentity(SSLEngine engine) throws SSLPeerUnverifiedException {
    InetAddress literal = certificateName == null ? address.getAddress() : null;
    if (!(engine.getSession().getPeerCertificates()[0] instanceof X509Certificate leaf)
        || !new CertificateNames(leaf).include(expected(), literal)) {
      throw new SSLPeerUnverifiedException("the certificate is not for " + expected());
    }
  }

  private static void end(TlsStream stream) {
    try {
      stream.end();
    } catch (IOException e) {
      // The answer is here; that the server has hung up already is its right.
    }
  }

  @Override
  public String toString() {
    String name = certificateName == null ? "" : "#" + certificateName;
    return SCHEME + NameServer.text(address) + name;
  }
}
