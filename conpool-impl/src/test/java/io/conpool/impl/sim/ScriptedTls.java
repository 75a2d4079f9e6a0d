package io.conpool.impl.sim;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * TLS for scripted servers: the client says hello, one record of the server is the verdict, and
 * what follows goes as it is. Encrypts nothing, trusts what it is told.
 */
public final class ScriptedTls implements TlsProvider {

  /** What endpoints are to be configured with: their peers show no certificate. */
  public static final TlsConfig ANY_PEER = TlsConfig.builder().insecureTrustAnyPeer().build();

  static final int RECORD = 6;

  /** How a handshake ends. */
  public enum Verdict {
    /** Well. */
    ACCEPTED(0),
    /** Refused, which another address might do as well or not. */
    REFUSED(1),
    /** The certificate is refused, which is the same at each address. */
    BAD_CERTIFICATE(2);

    private final int code;

    Verdict(int code) {
      this.code = code;
    }

    static Verdict of(int code) {
      return Arrays.stream(values()).filter(each -> each.code == code).findFirst().orElseThrow();
    }
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public TlsContext context(TlsConfig config, String serverName) {
    return port -> new ScriptedEngine();
  }

  /** The server's side: answers the hello with a verdict, and then goes on as another server. */
  public static ServerHandler server(Verdict verdict, ServerHandler next) {
    return connection -> {
      connection.read(RECORD);
      connection.write(record(verdict));
      next.serve(connection);
    };
  }

  private static byte[] record(Verdict verdict) {
    return record(verdict.code).array();
  }

  /** A handshake record of one byte. */
  static ByteBuffer record(int content) {
    return ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 1, (byte) content});
  }
}
