package io.conpool;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a {@link TlsConfig} trusts. Compared by content, custom managers by identity. */
sealed interface Trust {

  /** Makes the trust managers for a provider. */
  TrustManager[] managers() throws GeneralSecurityException;

  /** The certificate authorities of the Java platform. */
  record Platform() implements Trust {
    @Override
    public TrustManager[] managers() throws GeneralSecurityException {
      return managersOf(null);
    }

    @Override
    public String toString() {
      return "platform";
    }
  }

  /** These certificates and what they have signed, nothing else. */
  record Anchors(Set<X509Certificate> certificates) implements Trust {
    public Anchors {
      certificates = Set.copyOf(certificates);
    }

    @Override
    public TrustManager[] managers() throws GeneralSecurityException {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      try {
        store.load(null, null);
      } catch (IOException e) {
        throw new GeneralSecurityException("an empty key store cannot be made", e);
      }
      int number = 0;
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("trusted-" + number++, certificate);
      }
      return managersOf(store);
    }

    @Override
    public String toString() {
      return certificates.size() == 1 ? "1 certificate" : certificates.size() + " certificates";
    }
  }

  /** Whatever this manager says. */
  record Custom(X509ExtendedTrustManager manager) implements Trust {
    @Override
    public TrustManager[] managers() {
      return new TrustManager[] {manager};
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Custom that && manager == that.manager;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(manager);
    }

    @Override
    public String toString() {
      return "custom";
    }
  }

  /** Everybody. */
  record Anybody() implements Trust {
    @Override
    public TrustManager[] managers() {
      return new TrustManager[] {new AcceptingTrustManager()};
    }

    @Override
    public String toString() {
      return "ANYBODY (insecure)";
    }
  }

  private static TrustManager[] managersOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Objects.requireNonNull(factory.getTrustManagers());
  }

  /**
   * Verifies nothing. An extended one, because TLS engines check host names themselves around any
   * other kind.
   */
  final class AcceptingTrustManager extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
