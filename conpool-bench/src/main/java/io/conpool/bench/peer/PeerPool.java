package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A pool under measurement: what one cycle needs of it, and nothing else.
 *
 * @param <L> what the holder of a resource holds
 */
public interface PeerPool<L> extends AutoCloseable {

  /** How long each of them waits for a resource, in seconds, before it gives up. */
  int PATIENCE_SECONDS = 10;

  /**
   * Takes a resource, and waits for one where all are taken.
   *
   * @param endpoint whose resource
   * @return the right to use it
   * @throws Exception if none came in time, or none can be made
   */
  L acquire(Endpoint endpoint) throws Exception;

  /**
   * Reads from a resource, at least one byte.
   *
   * @param lease the right to use it
   * @param target where the bytes go, an array of the heap
   * @return how many bytes came, -1 at the end
   * @throws IOException if the resource failed
   */
  int read(L lease, ByteBuffer target) throws IOException;

  /**
   * Writes all the bytes to a resource.
   *
   * @param lease the right to use it
   * @param source the bytes, an array of the heap
   * @throws IOException if the resource failed
   */
  void write(L lease, ByteBuffer source) throws IOException;

  /**
   * Gives a resource back.
   *
   * @param lease the right to use it, which ends
   */
  void release(L lease);

  /** Closes the pool and what it has idle. */
  @Override
  void close();
}
