package io.conpool.it.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.conscrypt.Conscrypt;

/** Whose TLS a server speaks. */
enum ServerKind {
  /** In this process. */
  JDK {
    @Override
    TlsServer start(ServerPlan plan) throws IOException, GeneralSecurityException {
      return JavaTlsServer.start(SSLContext.getInstance("TLS"), plan, JavaTlsServer::reverseLines);
    }
  },
  /** In this process; BoringSSL below. */
  CONSCRYPT {
    @Override
    TlsServer start(ServerPlan plan) throws IOException, GeneralSecurityException {
      return JavaTlsServer.start(
          SSLContext.getInstance("TLS", Conscrypt.newProvider()),
          plan,
          JavaTlsServer::reverseLines);
    }
  },
  /** The program; a test with it is skipped where that is not installed. */
  OPENSSL {
    @Override
    TlsServer start(ServerPlan plan) throws IOException {
      return OpenSslServer.reversingLines(plan);
    }
  };

  abstract TlsServer start(ServerPlan plan) throws IOException, GeneralSecurityException;
}
