package io.conpool.it.support;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.IOException;

/** Whether a test runs over plain TCP or over TLS. */
public enum Security {
  /** TCP alone. */
  PLAIN {
    @Override
    public LoopbackServer serve(LoopbackServer.Session session) throws IOException {
      return LoopbackServer.plain(session);
    }

    @Override
    public Endpoint endpoint(int port) {
      return Endpoint.plaintext("127.0.0.1", port);
    }
  },
  /** TLS, verified. */
  TLS {
    @Override
    public LoopbackServer serve(LoopbackServer.Session session) throws IOException {
      return LoopbackServer.tls(session);
    }

    @Override
    public Endpoint endpoint(int port) {
      return Endpoint.tls("127.0.0.1", port);
    }
  };

  /** Starts a server that is reached this way. */
  public abstract LoopbackServer serve(LoopbackServer.Session session) throws IOException;

  /** A server of this kind on loopback. */
  public abstract Endpoint endpoint(int port);

  /** A configuration that trusts the tests' servers and does not try twice. */
  public static PoolConfig.Builder config() {
    return PoolConfig.builder().tls(Certificates.trusting()).connectRetryCount(0);
  }
}
