package io.conpool.impl.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for: its subject alternative names, and nothing else (RFC 9525).
 *
 * <p>Engines differ here; the JDK's falls back to the common name of the subject.
 */
final class PeerNames {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private static final Pattern IPV4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  private final List<String> dnsNames = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  private PeerNames() {}

  /** Reads the names; a certificate that cannot be parsed is for nobody. */
  static PeerNames of(X509Certificate certificate) {
    PeerNames names = new PeerNames();
    Collection<List<?>> alternatives;
    try {
      alternatives = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return names;
    }
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(1) instanceof String name) {
          if (alternative.get(0).equals(DNS_NAME)) {
            names.dnsNames.add(name);
          } else if (alternative.get(0).equals(IP_ADDRESS)) {
            names.addresses.add(name);
          }
        }
      }
    }
    return names;
  }

  /**
   * Tells whether the certificate is for this server.
   *
   * @param serverName a normalised host name, or an address literal without brackets
   */
  boolean include(String serverName) {
    byte[] address = address(serverName);
    if (address != null) {
      return addresses.stream().anyMatch(name -> Arrays.equals(address, address(name)));
    }
    return dnsNames.stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), serverName));
  }

  /**
   * A wildcard is the whole of the leftmost label, stands for one label, and leaves at least two.
   */
  private static boolean matches(String pattern, String serverName) {
    if (!pattern.startsWith("*.")) {
      return !pattern.isEmpty() && pattern.equals(serverName);
    }
    int dot = serverName.indexOf('.');
    String parent = pattern.substring(1);
    return dot > 0 && parent.indexOf('.', 1) > 0 && parent.equals(serverName.substring(dot));
  }

  /** The bytes of an address literal, or null where the text is none. Never resolves a name. */
  static byte @Nullable [] address(String text) {
    boolean v6 = text.indexOf(':') >= 0;
    if (!v6 && !IPV4.matcher(text).matches()) {
      return null;
    }
    try {
      // In brackets nothing but a literal is accepted.
      return InetAddress.getByName(v6 ? "[" + text + "]" : text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The names, for a message. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(dnsNames);
    all.addAll(addresses);
    return all.isEmpty() ? "nobody: it has no subject alternative name" : String.join(", ", all);
  }
}
