package io.conpool.cmd.stress;

import io.conpool.PoolConfig;
import java.time.Duration;

/**
 * What a run is to be.
 *
 * @param name what it is called
 * @param workload what there is to do
 * @param pool how the pool behaves; TLS and the listener are the run's own
 * @param tls whether the servers speak TLS
 * @param threads what kind of threads the clients are
 * @param seed what the messages are made from
 * @param deadline how long the messages may take altogether
 */
record StressPlan(
    String name,
    Workload workload,
    PoolConfig pool,
    boolean tls,
    ThreadKind threads,
    long seed,
    Duration deadline) {

  /** How many connections there may be to all servers together. */
  long limit() {
    return Math.min(
        pool.maxConnections(), (long) workload.servers() * pool.maxConnectionsPerEndpoint());
  }
}
