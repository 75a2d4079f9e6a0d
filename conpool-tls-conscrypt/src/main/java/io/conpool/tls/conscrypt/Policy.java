package io.conpool.tls.conscrypt;

import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to trust and what to prove, as far as Conscrypt does what it is told.
 *
 * <p>Each has contexts of its own: Conscrypt resumes any session of a context without looking at
 * its peer again, be it one that was made without verification.
 */
final class Policy {

  /** Kinds of keys that Conscrypt never asks a key manager for. */
  private static final List<String> UNUSED_KEYS = List.of("EdDSA", "RSASSA-PSS");

  private final KeyManager[] keys;
  private final TrustManager trust;

  /**
   * Takes the managers of a configuration.
   *
   * @throws GeneralSecurityException if Conscrypt would not verify names with them, or leave a key
   *     unused
   */
  Policy(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
    this.keys = keys.clone();
    this.trust = new TranslatedTrust(verifyingNames(trust));
    requireUsable(this.keys);
  }

  static Policy of(TlsConfig config) throws GeneralSecurityException {
    return new Policy(config.keyManagers(), config.trustManagers());
  }

  /** Only the first manager for X.509 is asked, and only an extended one is told the host name. */
  private static X509ExtendedTrustManager verifyingNames(TrustManager[] managers)
      throws GeneralSecurityException {
    for (TrustManager manager : managers) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
      if (manager instanceof X509TrustManager) {
        throw new GeneralSecurityException(
            "trustManager: must be an X509ExtendedTrustManager, was "
                + manager.getClass().getName()
                + ", with which Conscrypt verifies no host names");
      }
    }
    throw new GeneralSecurityException("trustManager: none of the platform's is for X.509");
  }

  private static void requireUsable(KeyManager[] managers) throws GeneralSecurityException {
    for (KeyManager manager : managers) {
      for (String type : UNUSED_KEYS) {
        if (manager instanceof X509KeyManager keys && has(keys, type)) {
          throw new GeneralSecurityException(
              "clientKey: must be an RSA or EC key for Conscrypt, which never uses one of type "
                  + type);
        }
      }
    }
  }

  private static boolean has(X509KeyManager manager, String type) {
    String[] aliases;
    try {
      aliases = manager.getClientAliases(type, null);
    } catch (RuntimeException e) {
      return false; // A manager of the user's own need not list its keys.
    }
    return aliases != null && aliases.length > 0;
  }

  /** Makes a context with an empty session cache. */
  SSLContext context(Provider provider) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS", provider);
    context.init(keys, new TrustManager[] {trust}, null);
    return context;
  }
}
