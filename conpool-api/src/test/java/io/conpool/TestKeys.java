package io.conpool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed key pair for localhost and client.test, made by the JDK's keytool, in every form it
 * is kept in.
 */
record TestKeys(Path file, KeyStore store, PrivateKey key, X509Certificate certificate) {

  static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes a key pair in a PKCS#12 file of the directory. */
  static TestKeys make(Path directory, String name, String algorithm)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-validity",
                "3650",
                "-ext",
                "san=dns:localhost,dns:client.test",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestKeys(
        file,
        store,
        (PrivateKey) store.getKey(name, PASSWORD),
        (X509Certificate) store.getCertificate(name));
  }

  /** The certificate as a store of trusted ones. */
  KeyStore trustStore() throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("peer", certificate);
    return trust;
  }

  String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  static String pem(String label, byte[] content) {
    return String.join(
        "\n",
        List.of(
            "-----BEGIN " + label + "-----",
            Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content),
            "-----END " + label + "-----",
            ""));
  }
}
