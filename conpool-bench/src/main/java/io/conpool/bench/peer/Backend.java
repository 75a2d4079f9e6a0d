package io.conpool.bench.peer;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import java.io.IOException;

/** Where resources come from, for conpool and for the peers alike. */
public interface Backend {

  /**
   * Makes a resource as most clients do; with a socket, if there is a network behind it.
   *
   * @param endpoint where to
   * @return an open one
   * @throws IOException if it cannot be had
   */
  Resource open(Endpoint endpoint) throws IOException;

  /**
   * Makes a resource with a channel, if there is a network behind it.
   *
   * @param endpoint where to
   * @return an open one
   * @throws IOException if it cannot be had
   */
  default Resource openChannel(Endpoint endpoint) throws IOException {
    return open(endpoint);
  }

  /**
   * Tells conpool how to reach the same.
   *
   * @param config what a pool is made from
   */
  void configure(PoolConfig.Builder config);
}
