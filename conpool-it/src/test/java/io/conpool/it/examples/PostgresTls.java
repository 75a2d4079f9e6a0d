package io.conpool.it.examples;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionSetup;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;

/** TLS as PostgreSQL's clients ask for it. */
final class PostgresTls {

  private PostgresTls() {}

  // snippet: start-tls
  static ConnectionPool pool(TlsConfig tls) {
    return ConnectionPool.create(
        PoolConfig.builder().tls(tls).onConnect(PostgresTls::prepare).build());
  }

  private static void prepare(ConnectionSetup setup) throws IOException {
    int sslRequest = 80_877_103;
    setup.write(ByteBuffer.allocate(8).putInt(8).putInt(sslRequest).flip());
    if (setup.inputStream().read() != 'S') {
      throw new IOException("no TLS at " + setup.endpoint());
    }
    setup.startTls();
    // The log-in belongs here too, so that each connection does it once.
  }
  // end
}
