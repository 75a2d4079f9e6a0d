package io.conpool;

import java.io.IOException;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A leased connection: the right to use it, until it is released or closed.
 *
 * <p>A lease works like a transaction. {@link #release()} gives the connection back and is the last
 * statement of a complete exchange; {@link #close()} without it closes the connection for good, and
 * does nothing after it. In try-with-resources an exception, an early return or a timed-out read
 * therefore never hands a half-used stream to the next caller.
 *
 * <pre>{@code
 * try (Connection connection = pool.acquire(endpoint)) {
 *   connection.outputStream().write(request);
 *   Answer answer = readAnswer(connection.inputStream());
 *   connection.release();
 *   return answer;
 * }
 * }</pre>
 *
 * <p>Every lease is an object of its own. After it has ended, {@link #release()} and {@link
 * #close()} do nothing, {@link #endpoint()} and {@code toString} still answer, I/O fails with
 * {@link IOException} and everything else with {@link IllegalStateException}; nothing reaches the
 * connection's next holder. {@code release} and {@code close} may come from any thread, which is
 * how a request's timeout is built.
 */
@ProviderType
public interface Connection extends DuplexStream, AutoCloseable {

  /**
   * Ends the lease and gives the connection back.
   *
   * <p>It is reused if nothing failed on it, no received byte is left unread as far as conpool has
   * seen, its output was not shut down, and its age, uses and the pool allow it; else it is closed.
   * With a read or write still inside this is a {@link #close()}. Never blocks, never throws.
   */
  void release();

  /**
   * Ends the lease and closes the connection for good, which aborts whoever is inside; does nothing
   * on an ended lease.
   *
   * <p>Never waits for the peer, never throws.
   */
  @Override
  void close();

  /**
   * Ends the outgoing half; the peer reads the end of the stream. The connection will not be
   * reused.
   *
   * @throws IOException if the stream failed or the lease has ended
   */
  void shutdownOutput() throws IOException;

  /**
   * Tells whether the connection was leased before.
   *
   * @return false on its first lease
   */
  boolean isReused();

  /**
   * Returns how often the connection has been leased.
   *
   * @return the number of leases, this one included: 1 or more
   */
  long useCount();

  /**
   * Returns how long ago the connection was made.
   *
   * @return its age, to about 10 ms
   */
  Duration age();

  /**
   * Returns how many bytes were read in this lease.
   *
   * @return the number of bytes, of plain text under TLS
   */
  long bytesRead();

  /**
   * Returns how many bytes were written in this lease.
   *
   * @return the number of bytes, of plain text under TLS
   */
  long bytesWritten();

  /**
   * Sets how long a read waits for its first byte, for this lease; initially as configured.
   *
   * @param timeout the longest wait, zero for no limit; not negative
   * @return this connection
   * @throws InvalidArgumentException if it is negative
   */
  Connection readTimeout(Duration timeout);

  /**
   * Sets how long one write call may take, for this lease; initially as configured. A write that
   * takes longer closes the connection.
   *
   * @param timeout the longest time, zero for no limit; not negative
   * @return this connection
   * @throws InvalidArgumentException if it is negative
   */
  Connection writeTimeout(Duration timeout);
}
