package io.conpool.tls.conscrypt;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.conscrypt.Conscrypt;

/**
 * What Conscrypt can do, once its native library is loaded.
 *
 * @param provider makes contexts; never registered with the platform, whose TLS it would change for
 *     everybody in the process
 * @param protocols the versions it knows
 * @param cipherSuites the suites it offers where it is told to, by their standard names
 */
record NativeEngines(Provider provider, List<String> protocols, List<String> cipherSuites) {

  /** The first version whose bundle resolves; the facts that this plug-in works by are of it. */
  private static final int MAJOR = 2;

  private static final int MINOR = 9;

  /**
   * Loads the library, and asks an engine that is never used.
   *
   * @throws GeneralSecurityException if Conscrypt is too old or makes no engine
   * @throws LinkageError if the library or Conscrypt itself cannot be loaded
   */
  static NativeEngines load() throws GeneralSecurityException {
    Conscrypt.checkAvailability();
    Conscrypt.Version version = Conscrypt.version();
    requireVersion(version.major(), version.minor());
    Provider provider = Conscrypt.newProvider();
    SSLContext context = SSLContext.getInstance("TLS", provider);
    context.init(new KeyManager[0], new TrustManager[0], null);
    SSLEngine engine = context.createSSLEngine();
    try {
      return new NativeEngines(
          provider,
          List.of(engine.getSupportedProtocols()),
          Stream.of(engine.getSupportedCipherSuites())
              .filter(NativeEngines::isEverOffered)
              .toList());
    } finally {
      // Frees its native part now, not when it is collected.
      engine.closeOutbound();
    }
  }

  static void requireVersion(int major, int minor) throws GeneralSecurityException {
    if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
      throw new GeneralSecurityException(
          "Conscrypt %d.%d is too old, %d.%d or later is needed"
              .formatted(major, minor, MAJOR, MINOR));
    }
  }

  /**
   * Of what Conscrypt lists, suites with a pre-shared key are never offered, for want of a key, and
   * the signal of a fallback is not sent with today's versions.
   */
  private static boolean isEverOffered(String suite) {
    return !suite.contains("_PSK_") && !suite.equals("TLS_FALLBACK_SCSV");
  }
}
