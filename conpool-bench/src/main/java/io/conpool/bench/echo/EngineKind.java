package io.conpool.bench.echo;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.peer.Trait;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;

/** Whose TLS a client speaks; the server always speaks the JDK's. */
public enum EngineKind {
  /** The JDK's. */
  JDK {
    @Override
    SSLContext clientContext(KeyStore trusted) throws GeneralSecurityException {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  },
  /** Conscrypt's, with its own trust manager: at TLS 1.3 the JDK's does not understand it. */
  CONSCRYPT {
    @Override
    SSLContext clientContext(KeyStore trusted) throws GeneralSecurityException {
      Provider provider = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", provider);
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance(PROTOCOL, provider);
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  };

  private static final String PROTOCOL = "TLSv1.3";

  /**
   * Tells what a peer uses.
   *
   * @param peer who
   * @return whose TLS
   */
  public static EngineKind of(Peer peer) {
    return peer.is(Trait.CONSCRYPT) ? CONSCRYPT : JDK;
  }

  abstract SSLContext clientContext(KeyStore trusted) throws GeneralSecurityException;

  /** What conpool calls it. */
  String provider() {
    return switch (this) {
      case JDK -> "jdk";
      case CONSCRYPT -> "conscrypt";
    };
  }
}
