package io.conpool;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Prepares each new connection before it is leased: greets, authenticates, starts TLS, selects a
 * database.
 *
 * <p>Runs once for each connection, on a thread of the pool, outside every lock, within {@link
 * PoolConfig#initTimeout()}: when that passes, the connection is closed under it.
 */
@ConsumerType
@FunctionalInterface
public interface ConnectHook {

  /**
   * Prepares one connection.
   *
   * @param setup the connection; on return it is ready for its first lease
   * @throws IOException if it cannot be used; whoever waits for it gets {@link
   *     PoolError.InitFailed}, or {@link PoolError.TlsFailed} where {@link
   *     ConnectionSetup#startTls()} failed
   */
  void onConnect(ConnectionSetup setup) throws IOException;
}
