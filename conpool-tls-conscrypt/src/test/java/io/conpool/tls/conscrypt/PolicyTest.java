package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static final KeyManager[] NO_KEY = {};

  /** As some other platform might have it. */
  private static final class PlainTrust implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Does only what a handshake needs. */
  private static final class SecretiveKeys extends X509ExtendedKeyManager {

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
      return "key";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return Pki.CLIENT.getCertificatePath();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return Pki.CLIENT.getKeyPair().getPrivate();
    }
  }

  private static X509Bundle client(CertificateBuilder.Algorithm algorithm) {
    return Pki.issued(Pki.ROOT, leaf -> leaf.algorithm(algorithm).addSanDnsName("client.example"));
  }

  @Test
  void aTrustManagerWithWhichNamesAreNotVerifiedIsRefused() {
    TrustManager[] trust = {new PlainTrust()};
    assertThatThrownBy(() -> new Policy(NO_KEY, trust))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageStartingWith("trustManager: ")
        .hasMessageContaining("X509ExtendedTrustManager")
        .hasMessageContaining(PlainTrust.class.getName());
  }

  @Test
  void theFirstTrustManagerCounts() throws Exception {
    TrustManager extended = TlsConfig.defaults().trustManagers()[0];
    assertThat(new Policy(NO_KEY, new TrustManager[] {extended, new PlainTrust()})).isNotNull();
    TrustManager[] wrongWayRound = {new PlainTrust(), extended};
    assertThatThrownBy(() -> new Policy(NO_KEY, wrongWayRound))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void withoutATrustManagerForCertificatesThereIsNoTrust() {
    TrustManager[] other = {new TrustManager() {}};
    assertThatThrownBy(() -> new Policy(NO_KEY, other))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageStartingWith("trustManager: ");
  }

  @Test
  void aClientKeyThatWouldNeverBeUsedIsRefused() {
    TlsConfig config =
        Pki.trustingWithClientKey(client(CertificateBuilder.Algorithm.ed25519)).build();
    assertThatThrownBy(() -> Policy.of(config))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageStartingWith("clientKey: ")
        .hasMessageContaining("EdDSA");
  }

  @Test
  void otherClientKeysAreTaken() throws Exception {
    assertThat(Policy.of(Pki.trustingWithClientKey(Pki.CLIENT).build())).isNotNull();
    X509Bundle rsa = client(CertificateBuilder.Algorithm.rsa2048);
    assertThat(Policy.of(Pki.trustingWithClientKey(rsa).build())).isNotNull();
  }

  @Test
  void aKeyManagerNeedNotListItsKeys() throws Exception {
    TlsConfig config = Pki.trusting().keyManager(new SecretiveKeys()).build();
    assertThat(Policy.of(config)).isNotNull();
  }
}
