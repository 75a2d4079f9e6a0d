package io.conpool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates by which this side proves who it is, with their private keys, as a provider
 * takes them.
 *
 * <p>Compared by certificate chains: each key was seen to fit its certificate, so the chains tell
 * the keys too. Custom managers are compared by identity.
 */
final class ClientKey {

  /** No certificate. */
  static final ClientKey NONE = new ClientKey(List.of(), null, new KeyManager[0]);

  private final List<List<X509Certificate>> chains;
  private final @Nullable X509ExtendedKeyManager custom;
  private final KeyManager[] managers;

  private ClientKey(
      List<List<X509Certificate>> chains,
      @Nullable X509ExtendedKeyManager custom,
      KeyManager[] managers) {
    this.chains = chains;
    this.custom = custom;
    this.managers = managers;
  }

  static ClientKey of(X509ExtendedKeyManager custom) {
    return new ClientKey(List.of(), custom, new KeyManager[] {custom});
  }

  static ClientKey of(PrivateKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw withoutCertificate();
    }
    char[] password = "in memory".toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("key", key, password, chain.toArray(new X509Certificate[0]));
      return of(store, password);
    } catch (IOException | GeneralSecurityException e) {
      throw InvalidArgumentException.config(
          "clientKey must be a key that can be copied, with its certificate and those above it in order: "
              + e,
          e);
    }
  }

  /** Reads all key entries of a store, now. */
  static ClientKey of(KeyStore store, char[] password) {
    try {
      List<List<X509Certificate>> chains = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
          chains.add(checkedChain(key, store.getCertificateChain(alias)));
        }
      }
      if (chains.isEmpty()) {
        throw InvalidArgumentException.config("clientKey must hold at least one private key");
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return new ClientKey(List.copyOf(chains), null, factory.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw InvalidArgumentException.config(
          "clientKey must be readable with its password: " + e, e);
    }
  }

  private static List<X509Certificate> checkedChain(PrivateKey key, Certificate @Nullable [] chain)
      throws GeneralSecurityException {
    if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate)) {
      throw withoutCertificate();
    }
    if (!fits(key, chain[0].getPublicKey())) {
      throw InvalidArgumentException.config(
          "clientKey must fit the first certificate of its chain, which is for another key");
    }
    return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
  }

  private static InvalidArgumentException withoutCertificate() {
    return InvalidArgumentException.config("clientKey must come with its X.509 certificate");
  }

  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    if (key instanceof RSAKey mine && certified instanceof RSAKey theirs) {
      return mine.getModulus().equals(theirs.getModulus());
    }
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    byte[] sample = "conpool".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(certified);
      signature.update(sample);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false; // another curve
    }
  }

  private static String signatureOf(String algorithm) {
    return switch (algorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA" -> "EdDSA";
      default ->
          throw InvalidArgumentException.config(
              "clientKey must be an RSA, EC or EdDSA key, was " + algorithm);
    };
  }

  KeyManager[] managers() {
    return managers.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientKey that && custom == that.custom && chains.equals(that.chains);
  }

  @Override
  public int hashCode() {
    return 31 * chains.hashCode() + System.identityHashCode(custom);
  }

  /** Says whose certificates these are; nothing of the keys. */
  @Override
  public String toString() {
    if (custom != null) {
      return "custom";
    }
    return chains.isEmpty()
        ? "none"
        : ForeignText.clean(
            String.join(
                ", ",
                chains.stream()
                    .map(chain -> chain.get(0).getSubjectX500Principal().getName())
                    .toList()));
  }
}
