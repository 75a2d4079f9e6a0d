package io.conpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The two-way byte stream of one connection, plain or TLS.
 *
 * <p>At most one thread may read and one write at a time; a second reader or writer gets an {@link
 * IllegalStateException} and the first goes on. Reads and writes block. An interrupt closes the
 * connection and keeps the flag. Failures are {@link IOException}s that name the endpoint; a read
 * that met its timeout is a {@link java.net.SocketTimeoutException} and leaves the stream intact.
 */
@ProviderType
public interface DuplexStream {

  /**
   * Returns the incoming bytes as a stream.
   *
   * <p>Unbuffered. Closing it ends the stream for its user, not the lease or the connection.
   *
   * @return the same stream on each call
   */
  InputStream inputStream();

  /**
   * Returns the outgoing bytes as a stream.
   *
   * <p>Unbuffered: each write goes out at once, so wrap it or write whole messages. Closing it ends
   * the stream for its user, not the lease or the connection.
   *
   * @return the same stream on each call
   */
  OutputStream outputStream();

  /**
   * Reads at least one byte, and waits until there is one.
   *
   * @param target where the bytes go; with nothing remaining the call returns 0 at once
   * @return how many bytes were read, or -1 at the end of the stream
   * @throws java.net.SocketTimeoutException if the read timeout passed; the stream is intact
   * @throws IOException if the stream failed or the lease has ended
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * Writes all bytes of a buffer.
   *
   * @param source the bytes; nothing remains on return
   * @return how many bytes were written: all that remained
   * @throws IOException if the stream failed, the write timeout passed, or the lease has ended; the
   *     connection will not be reused
   */
  int write(ByteBuffer source) throws IOException;

  /**
   * Writes all bytes of several buffers, in their order, as one.
   *
   * @param sources the bytes; nothing remains on return
   * @return how many bytes were written: all that remained
   * @throws IOException if the stream failed, the write timeout passed, or the lease has ended; the
   *     connection will not be reused
   */
  long write(ByteBuffer[] sources) throws IOException;

  /**
   * Returns whom this connection leads to.
   *
   * @return the endpoint, completed with the pool's defaults
   */
  Endpoint endpoint();

  /**
   * Returns the address of the peer.
   *
   * @return the address that was connected to
   */
  SocketAddress remoteAddress();

  /**
   * Returns the address of this end.
   *
   * @return the address, empty where the transport has none
   */
  Optional<SocketAddress> localAddress();

  /**
   * Returns the TLS session.
   *
   * @return the session, empty on a plain connection
   */
  Optional<SSLSession> tlsSession();

  /**
   * Returns the application protocol that was agreed on (ALPN, RFC 7301).
   *
   * @return its name, empty where none was
   */
  Optional<String> applicationProtocol();

  /**
   * Returns what was attached to the connection.
   *
   * @return the attachment, or null
   */
  @Nullable Object attachment();

  /**
   * Attaches an object to the connection: a parser's state, a read buffer, prepared statements.
   *
   * <p>It lives as long as the connection and is seen by its later holders.
   *
   * @param attachment the object, or null for none
   */
  void attach(@Nullable Object attachment);
}
