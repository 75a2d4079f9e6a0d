package io.conpool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys; what cannot be read is an InvalidConfig that names the field and the
 * file.
 */
final class TlsMaterial {

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /** The field of the configuration that asks. */
  private final String field;

  TlsMaterial(String field) {
    this.field = field;
  }

  /** Reads one DER certificate or any number in PEM, whatever else the PEM file holds. */
  List<X509Certificate> certificates(Path file) {
    byte[] content = bytes(file);
    List<Pem> blocks = Pem.parseAll(content);
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Pem block : blocks) {
        if (block.label().equals("CERTIFICATE")) {
          certificates.add(certificate(block.content()));
        }
      }
      if (blocks.isEmpty()) {
        certificates.add(certificate(content));
      }
    } catch (GeneralSecurityException e) {
      throw failure("must be certificates in PEM or one in DER", file, e);
    }
    if (certificates.isEmpty()) {
      throw failure("must hold at least one certificate", file, null);
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** Reads the one PKCS#8 private key of a PEM file. */
  PrivateKey privateKey(Path file) {
    List<Pem> keys =
        Pem.parseAll(bytes(file)).stream()
            .filter(block -> block.label().endsWith("PRIVATE KEY"))
            .toList();
    if (keys.size() != 1) {
      throw failure("must hold exactly one private key in PEM, has " + keys.size(), file, null);
    }
    Pem key = keys.get(0);
    return switch (key.label()) {
      case "PRIVATE KEY" -> privateKey(file, key);
      case "ENCRYPTED PRIVATE KEY" ->
          throw failure(
              "must be a key without encryption ('openssl pkcs8 -in key.pem' decrypts one), or in a key store",
              file,
              null);
      default ->
          throw failure(
              "must be a PKCS#8 key ('openssl pkcs8 -topk8 -nocrypt -in key.pem' converts one), not "
                  + key.label(),
              file,
              null);
    };
  }

  private PrivateKey privateKey(Path file, Pem key) {
    @Nullable GeneralSecurityException last = null;
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(key.content()));
      } catch (GeneralSecurityException e) {
        last = e; // broken, or a key of another algorithm
      }
    }
    // The cause is kept but not quoted: it is about the last algorithm, not about the key's.
    throw failure("must be an RSA, EC or EdDSA key in PKCS#8", file, null, last);
  }

  /** Opens a PKCS#12 or JKS file. */
  KeyStore keyStore(Path file, char @Nullable [] password) {
    try (InputStream stream = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(stream, password);
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw failure("must be a readable key store with this password", file, e);
    }
  }

  private byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw failure("must be a readable file", file, e);
    }
  }

  private InvalidArgumentException failure(String rule, Path file, @Nullable Exception cause) {
    return failure(rule, file, cause, cause);
  }

  private InvalidArgumentException failure(
      String rule, Path file, @Nullable Exception quoted, @Nullable Exception cause) {
    return InvalidArgumentException.config(
        field + " " + rule + ", was " + file + (quoted == null ? "" : ": " + quoted), cause);
  }
}
