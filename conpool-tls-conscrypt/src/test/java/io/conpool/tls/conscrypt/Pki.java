package io.conpool.tls.conscrypt;

import io.conpool.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** An authority, what it has signed, and what others have. */
final class Pki {

  /** The name on {@link #SERVER}. */
  static final String NAME = "server.example";

  static final X509Bundle ROOT = authority("CN=the root");
  static final X509Bundle OTHER_ROOT = authority("CN=another root");

  static final X509Bundle SERVER =
      issued(ROOT, leaf -> leaf.addSanDnsName(NAME).addSanIpAddress("127.0.0.1"));
  static final X509Bundle CLIENT = issued(ROOT, leaf -> leaf.addSanDnsName("client.example"));

  private Pki() {}

  /** Trusts what {@link #ROOT} has signed. */
  static TlsConfig.Builder trusting() {
    return TlsConfig.builder().trustCertificates(ROOT.getCertificate());
  }

  static TlsConfig.Builder trustingWithClientKey(X509Bundle key) {
    return trusting().clientKey(key.getKeyPair().getPrivate(), key.getCertificatePath());
  }

  static X509Bundle issued(X509Bundle issuer, UnaryOperator<CertificateBuilder> details) {
    try {
      return details.apply(leaf()).buildIssuedBy(issuer);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static X509Bundle selfSigned(String name) {
    try {
      return leaf().addSanDnsName(name).setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A context of the JDK's for a server, which trusts clients that {@link #ROOT} has signed. */
  static SSLContext server(X509Bundle identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity.toKeyManagerFactory().getKeyManagers(),
          ROOT.toTrustManagerFactory().getTrustManagers(),
          null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Bundle authority(String subject) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject(subject)
          .notBefore(daysFromNow(-30))
          .notAfter(daysFromNow(30))
          .setKeyUsage(
              true,
              CertificateBuilder.KeyUsage.keyCertSign,
              CertificateBuilder.KeyUsage.digitalSignature)
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static CertificateBuilder leaf() {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=a leaf")
        .notBefore(daysFromNow(-10))
        .notAfter(daysFromNow(10));
  }

  static Instant daysFromNow(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }
}
