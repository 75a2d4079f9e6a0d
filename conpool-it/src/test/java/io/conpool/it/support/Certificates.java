package io.conpool.it.support;

import io.conpool.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority made for one test run, and a server's certificate for loopback. */
public final class Certificates {

  private static final X509Bundle ROOT;
  private static final X509Bundle SERVER;

  static {
    try {
      ROOT =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=conpool test root")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      SERVER =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=conpool test server")
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .addSanIpAddress("::1")
              .addExtendedKeyUsageServerAuth()
              .buildIssuedBy(ROOT);
    } catch (Exception e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Certificates() {}

  /** The server's key and chain, for a server in this process. */
  public static SSLContext serverContext() {
    try {
      KeyManagerFactory keys = SERVER.toKeyManagerFactory();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The authority's certificate in PEM, for a client in another process. */
  public static String rootPem() {
    return ROOT.getCertificatePEM();
  }

  /** The server's chain in PEM, for a server in another process. */
  public static String serverChainPem() {
    return SERVER.getCertificatePathPEM();
  }

  /** The server's key in PEM. */
  public static String serverKeyPem() {
    return SERVER.getPrivateKeyPEM();
  }

  /** A client in this process that trusts the authority and nobody else. */
  public static SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, ROOT.toTrustManagerFactory().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that trusts the authority and nobody else. */
  public static TlsConfig trusting() {
    return TlsConfig.builder().trustCertificates(ROOT.getCertificate()).build();
  }
}
