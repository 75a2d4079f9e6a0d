package io.conpool.tls.conscrypt;

import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;

/**
 * The protocol versions and cipher suites that engines are told to offer.
 *
 * <p>Conscrypt drops without a word what it does not know of either, and with TLS 1.3 offers all of
 * that version's suites in an order of its own. So whatever would come out as anything but what the
 * configuration says is refused here.
 *
 * @param protocols the versions, at least one
 * @param cipherSuites the suites of TLS 1.2, the preferred first; none for Conscrypt's own choice
 */
record Offer(List<String> protocols, List<String> cipherSuites) {

  private static final String TLS13 = "TLSv1.3";
  private static final String TLS12 = "TLSv1.2";
  private static final List<String> DEFAULT_PROTOCOLS = List.of(TLS13, TLS12);

  /**
   * Finds out what to offer.
   *
   * <p>A version that the configuration does not name itself goes without saying where none of the
   * cipher suites is for it, as with the JDK's engines.
   *
   * @throws GeneralSecurityException if Conscrypt cannot offer just that; the message begins with
   *     the name of the setting
   */
  static Offer of(TlsConfig config, NativeEngines engines) throws GeneralSecurityException {
    requireKnown("protocols", config.protocols(), engines.protocols());
    requireKnown("cipherSuites", config.cipherSuites(), engines.cipherSuites());
    boolean named = !config.protocols().isEmpty();
    List<String> wanted = named ? config.protocols() : DEFAULT_PROTOCOLS;
    if (config.cipherSuites().isEmpty()) {
      return new Offer(wanted, List.of());
    }
    List<String> offered = new ArrayList<>();
    for (String protocol : wanted) {
      if (config.cipherSuites().stream().anyMatch(suite -> isFor(protocol, suite))) {
        offered.add(protocol);
      } else if (named) {
        throw new GeneralSecurityException(
            "cipherSuites: none is for " + protocol + ", which protocols names");
      }
    }
    if (offered.isEmpty()) {
      throw new GeneralSecurityException(
          "cipherSuites: none is for " + TLS13 + " or " + TLS12 + ", only signals");
    }
    if (offered.contains(TLS13)) {
      requireAllOfTls13(config.cipherSuites(), engines.cipherSuites());
    }
    return new Offer(
        List.copyOf(offered),
        offered.contains(TLS12)
            ? config.cipherSuites().stream().filter(suite -> !isFor(TLS13, suite)).toList()
            : List.of());
  }

  private static void requireKnown(String field, List<String> wanted, List<String> known)
      throws GeneralSecurityException {
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new GeneralSecurityException(
            field + ": Conscrypt does not offer " + name + ", only " + String.join(", ", known));
      }
    }
  }

  private static void requireAllOfTls13(List<String> wanted, List<String> known)
      throws GeneralSecurityException {
    List<String> all = known.stream().filter(suite -> isFor(TLS13, suite)).toList();
    if (!Set.copyOf(wanted).containsAll(all)) {
      throw new GeneralSecurityException(
          "cipherSuites: with "
              + TLS13
              + " Conscrypt always offers "
              + String.join(", ", all)
              + "; name them all, or none and set protocols to "
              + TLS12);
    }
  }

  /**
   * Only suites of TLS 1.3 do not say with what key exchange they go (RFC 8446, appendix B.4); a
   * signalling value (RFC 5746) is no suite.
   */
  private static boolean isFor(String protocol, String suite) {
    return !suite.endsWith("_SCSV") && protocol.equals(TLS13) != suite.contains("_WITH_");
  }

  /** Makes parameters that have these and nothing else set. */
  SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(protocols.toArray(new String[0]));
    if (!cipherSuites.isEmpty()) {
      parameters.setCipherSuites(cipherSuites.toArray(new String[0]));
    }
    return parameters;
  }
}
