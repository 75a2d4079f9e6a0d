package io.conpool;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection that is being set up by a {@link ConnectHook}, before anybody leases it.
 *
 * <p>Reads and writes are bounded by {@link PoolConfig#initTimeout()} as a whole. Valid until the
 * hook returns.
 */
@ProviderType
public interface ConnectionSetup extends DuplexStream {

  /**
   * Does a TLS handshake on this plain connection, with the endpoint's own {@link TlsConfig}.
   *
   * <p>For endpoints made by {@link Endpoint#starttls(String, int)}: PostgreSQL's SSLRequest,
   * STARTTLS of SMTP, IMAP and LDAP. From here on all bytes are encrypted.
   *
   * @throws PoolException with {@link PoolError.TlsFailed} if the handshake failed, or the peer had
   *     sent bytes ahead of it
   * @throws IOException if the stream failed
   * @throws IllegalStateException if the connection has TLS already or its endpoint is not a {@code
   *     starttls} one
   */
  void startTls() throws IOException;

  /**
   * Does a TLS handshake on this plain connection of a {@code plaintext} endpoint, where the peer
   * offers it.
   *
   * @param config what to trust and what to offer
   * @throws PoolException with {@link PoolError.TlsFailed} if the handshake failed, or the peer had
   *     sent bytes ahead of it
   * @throws IOException if the stream failed
   * @throws IllegalStateException if the connection has TLS already or its endpoint is not a {@code
   *     plaintext} one
   */
  void startTls(TlsConfig config) throws IOException;
}
