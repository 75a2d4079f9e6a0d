package io.conpool.tls.conscrypt;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager of the platform's or the user's, asked in the platform's words.
 *
 * <p>For a key exchange that says nothing about the certificate, as all of TLS 1.3's, Conscrypt has
 * a name of BoringSSL's, at which the JDK's trust managers refuse whatever the certificate is.
 */
final class TranslatedTrust extends X509ExtendedTrustManager {

  private static final String BORINGSSL_ANY = "GENERIC";
  private static final String STANDARD_ANY = "UNKNOWN";

  private final X509ExtendedTrustManager judge;

  TranslatedTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  private static String standard(String authType) {
    return authType.equals(BORINGSSL_ANY) ? STANDARD_ANY : authType;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, standard(authType), engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, standard(authType), socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, standard(authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
