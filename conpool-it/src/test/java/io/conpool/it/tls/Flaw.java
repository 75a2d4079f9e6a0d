package io.conpool.it.tls;

import io.conpool.PoolError.TlsFailure;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;

/** What is wrong with a server's certificate. */
enum Flaw {
  EXPIRED,
  NOT_YET_VALID,
  SELF_SIGNED,
  UNKNOWN_AUTHORITY,
  MISSING_INTERMEDIATE,
  NOT_FOR_SERVERS,
  OTHER_HOST,
  WILDCARD_FOR_ONE_LABEL_LESS,
  OTHER_ADDRESS,
  NAME_IN_SUBJECT_ALONE;

  /** Whom the client asks for. */
  String serverName() {
    return switch (this) {
      case WILDCARD_FOR_ONE_LABEL_LESS -> "y.x.a.example";
      case OTHER_ADDRESS -> "192.0.2.1";
      default -> Pki.NAME;
    };
  }

  /** Who answers. */
  X509Bundle identity() {
    return switch (this) {
      case EXPIRED ->
          Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).notAfter(Pki.daysFromNow(-1)));
      case NOT_YET_VALID ->
          Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).notBefore(Pki.daysFromNow(1)));
      case SELF_SIGNED -> Pki.selfSignedFor(Pki.NAME);
      case UNKNOWN_AUTHORITY -> Pki.issued(Pki.OTHER_ROOT, leaf -> leaf.addSanDnsName(Pki.NAME));
      case MISSING_INTERMEDIATE ->
          alone(Pki.issued(Pki.INTERMEDIATE, leaf -> leaf.addSanDnsName(Pki.NAME)));
      case NOT_FOR_SERVERS ->
          Pki.issued(
              Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.NAME).addExtendedKeyUsageClientAuth());
      case OTHER_HOST -> Pki.issued(Pki.ROOT, leaf -> leaf.addSanDnsName(Pki.OTHER_NAME));
      case WILDCARD_FOR_ONE_LABEL_LESS -> Pki.issuedForWildcard("*.a.example");
      case OTHER_ADDRESS -> Pki.issued(Pki.ROOT, leaf -> leaf.addSanIpAddress("127.0.0.1"));
      case NAME_IN_SUBJECT_ALONE -> Pki.issued(Pki.ROOT, leaf -> leaf.subject("CN=" + Pki.NAME));
    };
  }

  /** A certificate without those above it. */
  private static X509Bundle alone(X509Bundle identity) {
    return X509Bundle.fromCertificatePath(
        new X509Certificate[] {identity.getCertificate()},
        Pki.ROOT.getCertificate(),
        identity.getKeyPair());
  }

  /** What the client says to it. */
  TlsFailure reason() {
    return switch (this) {
      case OTHER_HOST, WILDCARD_FOR_ONE_LABEL_LESS, OTHER_ADDRESS, NAME_IN_SUBJECT_ALONE ->
          TlsFailure.HOST_NAME;
      default -> TlsFailure.CERTIFICATE;
    };
  }
}
