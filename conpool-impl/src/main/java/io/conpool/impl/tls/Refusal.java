package io.conpool.impl.tls;

import io.conpool.PoolError.TlsFailure;
import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What kind of refusal an engine's failure in a handshake was, told by the types of exceptions, and
 * by alerts; never by words, which differ between engines and versions.
 */
final class Refusal {

  private Refusal() {}

  /**
   * Classifies a failure.
   *
   * @param failure what the engine threw
   * @param sent the alert with which our engine gives up, where it is not encrypted
   */
  static TlsHandshakeException of(Exception failure, @Nullable Alert sent, TlsConfig config) {
    TlsFailure reason = certificateFailure(failure, config);
    if (reason == null) {
      reason = sent == null ? TlsFailure.HANDSHAKE : sent.fromUs();
    }
    return new TlsHandshakeException(reason, detail(failure), failure);
  }

  private static String detail(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /**
   * The innermost cause decides. The JDK's trust managers throw subclasses for whatever is wrong
   * with a certificate itself; a certificate that is fine but for somebody else is a plain
   * exception.
   */
  private static @Nullable TlsFailure certificateFailure(Throwable failure, TlsConfig config) {
    TlsFailure found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException
          || cause instanceof CertPathBuilderException) {
        return TlsFailure.CERTIFICATE;
      } else if (cause instanceof SSLPeerUnverifiedException) {
        found = TlsFailure.HOST_NAME;
      } else if (cause instanceof CertificateException) {
        boolean plain = cause.getClass() == CertificateException.class;
        found = plain && jdkTrustManagers(config) ? TlsFailure.HOST_NAME : TlsFailure.CERTIFICATE;
      }
    }
    return found;
  }

  /** Whether all who decide about trust are the JDK's: others throw whatever they like. */
  private static boolean jdkTrustManagers(TlsConfig config) {
    TrustManager[] managers;
    try {
      managers = config.trustManagers();
    } catch (GeneralSecurityException e) {
      return false;
    }
    for (TrustManager manager : managers) {
      if (manager.getClass().getModule() != Object.class.getModule()) {
        return false;
      }
    }
    return true;
  }
}
