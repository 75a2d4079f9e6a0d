package io.conpool.impl.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The byte stream of one pooled connection, plain ({@link PlainWire}) or encrypted, over a
 * transport.
 *
 * <p>At most one reader and one writer at a time, as the transport demands; {@link #abort()} from
 * any thread.
 */
public interface Wire {

  /**
   * Reads at least one byte.
   *
   * @return the number of bytes, -1 at the end of the stream
   * @throws java.net.SocketTimeoutException after that many nanoseconds (0: never) without a byte;
   *     the stream is intact
   */
  int read(ByteBuffer target, long timeoutNanos) throws IOException;

  /** Writes all that remains. */
  void write(ByteBuffer source) throws IOException;

  /** Writes all that remains in all of them, gathered. */
  void write(ByteBuffer[] sources) throws IOException;

  /** Ends the outgoing half. */
  void shutdownOutput() throws IOException;

  /**
   * Finds out whether the idle stream can be leased. Neither blocks nor writes nor heeds an
   * interrupt. The caller owns the wire: no other call is in flight.
   */
  Verdict probe();

  /** Whether bytes have been received and decrypted that nobody has read yet. No system call. */
  boolean hasUnread();

  /**
   * The lease has ended and nobody is inside: gives up the buffers that are empty. No system call.
   */
  void rest();

  /**
   * Closes the way the protocol wants it, without waiting for the peer. The caller owns the wire.
   * Idempotent.
   */
  void close();

  /** Closes the transport under whoever is inside. From any thread; idempotent; returns at once. */
  void abort();

  /** The TLS session, null on a plain wire. */
  @Nullable SSLSession session();

  /** What ALPN agreed on, null where nothing. */
  @Nullable String applicationProtocol();

  /** The address of this end, null where there is none. */
  @Nullable SocketAddress localAddress();

  /** What a probe found. */
  enum Verdict {
    /** Open and silent: fit for the next lease. */
    IDLE,
    /** Bytes have come that nobody asked for. */
    DATA_PENDING,
    /** The peer has closed or reset it, or the stream is broken. */
    CLOSED
  }
}
