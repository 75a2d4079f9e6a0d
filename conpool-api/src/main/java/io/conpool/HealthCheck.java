package io.conpool;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asks the peer whether an idle connection still works, by a ping of its protocol.
 *
 * <p>Runs on the thread that acquires, after the pool's own probe, outside every lock, within
 * {@link PoolConfig#healthCheckTimeout()} and the caller's deadline: when that passes, the
 * connection is closed under it.
 */
@ConsumerType
@FunctionalInterface
public interface HealthCheck {

  /**
   * Checks one connection with a complete exchange.
   *
   * @param stream the connection, valid until this method returns
   * @return true if it can be leased; false closes it and the caller gets another
   * @throws IOException if it does not answer; closes it too
   */
  boolean isHealthy(DuplexStream stream) throws IOException;
}
