package io.conpool.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One byte stream to a peer, connected once and closed once.
 *
 * <p>At most one thread reads and at most one writes at a time; both may be inside at once. {@link
 * #close()} may come from any thread at any moment and makes every call that is inside, and every
 * later one, fail with an {@link IOException}. The only time limit a transport knows is that of
 * {@link #read(ByteBuffer, long)}: every other deadline is conpool's, which closes the transport
 * when it passes.
 */
@ConsumerType
public interface Transport extends AutoCloseable {

  /**
   * Connects, and blocks until the peer has accepted.
   *
   * @throws IOException if the peer refuses, cannot be reached, or the transport is closed
   *     meanwhile
   */
  void connect() throws IOException;

  /**
   * Reads at least one byte, and blocks until there is one.
   *
   * @param target where the bytes go; with nothing remaining the call returns 0 at once
   * @param timeoutNanos how long to wait in nanoseconds; 0 means without limit
   * @return how many bytes were read, or -1 at the end of the stream
   * @throws java.net.SocketTimeoutException if no byte came in time; the stream is intact and may
   *     be read again
   * @throws IOException if the stream failed or was closed; an interrupt closes it
   */
  int read(ByteBuffer target, long timeoutNanos) throws IOException;

  /**
   * Writes at least one byte, and blocks until that is possible.
   *
   * @param source the bytes; with nothing remaining the call returns 0 at once
   * @return how many bytes were written
   * @throws IOException if the stream failed or was closed; an interrupt closes it
   */
  int write(ByteBuffer source) throws IOException;

  /**
   * Writes from several buffers in their order, as {@link #write(ByteBuffer)} does from one.
   *
   * @param sources the bytes
   * @return how many bytes were written
   * @throws IOException if the stream failed or was closed; an interrupt closes it
   */
  long write(ByteBuffer[] sources) throws IOException;

  /**
   * Reads what is there without waiting.
   *
   * <p>Neither blocks nor heeds an interrupt. <b>The caller guarantees that no other call is in
   * flight.</b>
   *
   * @param target where the bytes go
   * @return how many bytes were read, 0 if there is nothing now, -1 at the end of the stream
   * @throws IOException if the stream failed or was closed
   */
  int readNow(ByteBuffer target) throws IOException;

  /**
   * Writes what fits without waiting.
   *
   * <p>Neither blocks nor heeds an interrupt. <b>The caller guarantees that no other call is in
   * flight.</b>
   *
   * @param source the bytes
   * @return how many bytes were written, 0 if none fits now
   * @throws IOException if the stream failed or was closed
   */
  int writeNow(ByteBuffer source) throws IOException;

  /**
   * Ends the stream's outgoing half; the peer reads the end of the stream, and reading goes on.
   *
   * @throws IOException if the stream failed or was closed
   */
  void shutdownOutput() throws IOException;

  /**
   * Returns the address of this end.
   *
   * @return the local address, or null where the stream is not connected or has none
   */
  @Nullable SocketAddress localAddress();

  /**
   * Closes the stream and aborts everything inside it; returns at once, and does nothing the second
   * time.
   */
  @Override
  void close();
}
