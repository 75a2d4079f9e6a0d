package io.conpool.cmd.stress;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Who the echo servers are under TLS: a certificate for the loopback address, made on the fly and
 * signed by an authority that nobody else trusts.
 *
 * @param authority the authority's certificate, which the clients trust
 * @param context what the servers make their sockets with
 */
record EchoIdentity(X509Certificate authority, SSLContext context) {

  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final X500Name AUTHORITY = new X500Name("CN=conpool stress authority");
  private static final X500Name SERVER = new X500Name("CN=conpool stress echo server");

  static EchoIdentity create() throws GeneralSecurityException, IOException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair authorityKey = keys.generateKeyPair();
    KeyPair serverKey = keys.generateKeyPair();
    try {
      X509Certificate authority =
          sign(
              certificate(BigInteger.ONE, AUTHORITY, authorityKey.getPublic())
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
              authorityKey);
      X509Certificate server =
          sign(
              certificate(BigInteger.TWO, SERVER, serverKey.getPublic())
                  .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                  .addExtension(Extension.subjectAlternativeName, false, loopback()),
              authorityKey);
      return new EchoIdentity(authority, context(serverKey, server, authority));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("cannot sign with " + SIGNATURE, e);
    }
  }

  private static X509v3CertificateBuilder certificate(
      BigInteger serial, X500Name subject, PublicKey key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        AUTHORITY,
        serial,
        Date.from(now.minus(VALIDITY)),
        Date.from(now.plus(VALIDITY)),
        subject,
        key);
  }

  private static GeneralNames loopback() {
    return new GeneralNames(
        new GeneralName(GeneralName.iPAddress, EchoServer.LOOPBACK.getHostAddress()));
  }

  private static X509Certificate sign(X509v3CertificateBuilder certificate, KeyPair authority)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder(SIGNATURE).build(authority.getPrivate())));
  }

  private static SSLContext context(KeyPair key, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    char[] none = new char[0];
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, none);
    store.setKeyEntry("server", key.getPrivate(), none, chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
