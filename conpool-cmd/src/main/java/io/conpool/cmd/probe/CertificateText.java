package io.conpool.cmd.probe;

import io.conpool.cmd.text.Page;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Puts a server's certificate on a page. */
final class CertificateText {

  /** The kinds of a subject alternative name that TLS looks at, as RFC 5280 numbers them. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private CertificateText() {}

  static void printTo(Page page, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    page.row("certificate", certificate.getSubjectX500Principal().getName())
        .row("  issued by", certificate.getIssuerX500Principal().getName())
        .row("  names", names(certificate))
        .row("  valid", day(from) + " to " + day(until) + ", " + remaining(from, until, now));
  }

  private static String names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return "unreadable: " + e.getMessage();
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String remaining(Instant from, Instant until, Instant now) {
    if (now.isBefore(from)) {
      return "not yet valid";
    }
    long days = ChronoUnit.DAYS.between(now, until);
    return now.isAfter(until) ? "expired" : days + " days left";
  }

  private static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
