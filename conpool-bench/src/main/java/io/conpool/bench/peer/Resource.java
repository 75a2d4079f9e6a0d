package io.conpool.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What the peers pool: they know nothing about it, and conpool makes its own. */
public interface Resource extends AutoCloseable {

  /**
   * Reads at least one byte.
   *
   * @param target where the bytes go, an array of the heap
   * @return how many bytes came, -1 at the end
   * @throws IOException if it failed
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * Writes all the bytes.
   *
   * @param source the bytes, an array of the heap
   * @throws IOException if it failed
   */
  void write(ByteBuffer source) throws IOException;

  /**
   * Looks whether the peer has gone.
   *
   * @return true if it has
   */
  boolean isStale();

  /** Closes it. */
  @Override
  void close();
}
