package io.conpool;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** SKELETON: to be completed by the API author. */
public final class TlsConfig {
  private TlsConfig() {}

  public static TlsConfig defaults() {
    throw new IllegalStateException();
  }

  public static Builder builder() {
    throw new IllegalStateException();
  }

  /** Empty = the provider's defaults. */
  public List<String> protocols() {
    return List.of();
  }

  public List<String> cipherSuites() {
    return List.of();
  }

  public List<String> applicationProtocols() {
    return List.of();
  }

  public boolean isInsecure() {
    return false;
  }

  /** For providers: null = the platform's default trust managers. Insecure: one that trusts all. */
  public TrustManager[] trustManagers() throws GeneralSecurityException {
    return new TrustManager[0];
  }

  /** For providers: empty = no client certificate. */
  public KeyManager[] keyManagers() throws GeneralSecurityException {
    return new KeyManager[0];
  }

  public static final class Builder {
    private Builder() {}

    public Builder trustStore(KeyStore store) {
      return this;
    }

    public Builder trustStore(Path file, char[] password) {
      return this;
    }

    public Builder trustCertificates(X509Certificate... certificates) {
      return this;
    }

    /** PEM (any number) or DER. */
    public Builder trustCertificates(Path file) {
      return this;
    }

    public Builder trustManager(X509ExtendedTrustManager manager) {
      return this;
    }

    public Builder clientKey(PrivateKey key, X509Certificate... chain) {
      return this;
    }

    public Builder clientKey(KeyStore store, char[] password) {
      return this;
    }

    /** PEM chain, PEM PKCS#8 key. */
    public Builder clientKey(Path chain, Path key) {
      return this;
    }

    public Builder keyManager(X509ExtendedKeyManager manager) {
      return this;
    }

    public Builder protocols(String... protocols) {
      return this;
    }

    public Builder cipherSuites(String... suites) {
      return this;
    }

    public Builder applicationProtocols(String... protocols) {
      return this;
    }

    public Builder insecureTrustAnyPeer() {
      return this;
    }

    public TlsConfig build() {
      throw new IllegalStateException();
    }
  }
}
