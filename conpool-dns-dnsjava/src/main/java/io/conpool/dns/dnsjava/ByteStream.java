package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to a server and back, on the calling thread. Buffers have arrays. */
interface ByteStream {

  /** Writes all that remains in a buffer. */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Reads at least one byte where there is room.
   *
   * @return how many, or -1 at the end
   * @throws java.net.SocketTimeoutException if there is none in time
   */
  int read(ByteBuffer bytes) throws IOException;
}
