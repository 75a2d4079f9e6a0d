package io.conpool.it.tls;

import io.conpool.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Authorities, what they have signed, and who trusts them. */
final class Pki {

  /** The name on {@link #SERVER}. */
  static final String NAME = "server.example";

  /** Another one. */
  static final String OTHER_NAME = "other.example";

  static final X509Bundle ROOT = selfSigned(authority("CN=the root"));
  static final X509Bundle OTHER_ROOT = selfSigned(authority("CN=another root"));
  static final X509Bundle INTERMEDIATE = signed(authority("CN=in between"), ROOT);

  static final X509Bundle SERVER =
      issued(ROOT, leaf -> leaf.addSanDnsName(NAME).addSanDnsName(OTHER_NAME));
  static final X509Bundle CLIENT = issued(ROOT, leaf -> leaf.addSanDnsName("client.example"));

  private Pki() {}

  /** Trusts what {@link #ROOT} has signed, speaks one version. */
  static TlsConfig.Builder trusting(String version) {
    return TlsConfig.builder().trustCertificates(ROOT.getCertificate()).protocols(version);
  }

  static X509Bundle issued(X509Bundle issuer, UnaryOperator<CertificateBuilder> details) {
    return signed(details.apply(builder("CN=a leaf")), issuer);
  }

  /** Signed by {@link #ROOT} for a whole domain, a name that the builder itself does not take. */
  static X509Bundle issuedForWildcard(String pattern) {
    try {
      byte[] encoded = new GeneralNames(new GeneralName(GeneralName.dNSName, pattern)).getEncoded();
      return issued(ROOT, leaf -> leaf.addExtensionOctetString("2.5.29.17", false, encoded));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static X509Bundle selfSignedFor(String name) {
    return selfSigned(builder("CN=a leaf").addSanDnsName(name).setIsCertificateAuthority(true));
  }

  static Instant daysFromNow(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }

  private static CertificateBuilder authority(String subject) {
    return builder(subject)
        .setKeyUsage(
            true,
            CertificateBuilder.KeyUsage.keyCertSign,
            CertificateBuilder.KeyUsage.digitalSignature)
        .setIsCertificateAuthority(true);
  }

  private static CertificateBuilder builder(String subject) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(daysFromNow(-10))
        .notAfter(daysFromNow(10));
  }

  private static X509Bundle selfSigned(CertificateBuilder builder) {
    try {
      return builder.buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Bundle signed(CertificateBuilder builder, X509Bundle issuer) {
    try {
      return builder.buildIssuedBy(issuer);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
