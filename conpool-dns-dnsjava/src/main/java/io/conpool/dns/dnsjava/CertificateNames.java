package io.conpool.dns.dnsjava;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * For whom a certificate is: its subject alternative names (RFC 6125).
 *
 * @param certificate the server's own
 */
record CertificateNames(X509Certificate certificate) {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final String WILDCARD = "*.";

  /**
   * Tells whether it is for a server.
   *
   * @param name the server's name, where it has one
   * @param address its address, where that is all that is known of it, or else null
   */
  boolean include(String name, @Nullable InetAddress address) {
    for (List<?> each : alternatives()) {
      String value = String.valueOf(each.get(1));
      Object kind = each.get(0);
      if (address == null
          ? kind.equals(DNS_NAME) && isFor(value.toLowerCase(Locale.ROOT), name)
          : kind.equals(IP_ADDRESS) && isFor(value, address)) {
        return true;
      }
    }
    return false;
  }

  private Collection<List<?>> alternatives() {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** A star stands for the whole first label, and for one alone. */
  private static boolean isFor(String pattern, String hostname) {
    String name = hostname.toLowerCase(Locale.ROOT);
    if (!pattern.startsWith(WILDCARD)) {
      return pattern.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && pattern.substring(1).equals(name.substring(dot));
  }

  private static boolean isFor(String literal, InetAddress address) {
    try {
      return Address.getByAddress(literal).equals(address);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
