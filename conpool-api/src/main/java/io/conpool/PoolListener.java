package io.conpool;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what happens in a pool.
 *
 * <p>Called on the thread where it happens, outside every lock, so it should be quick. Whatever it
 * throws is logged and ignored. Several threads may call at once.
 */
@ConsumerType
public interface PoolListener {

  /**
   * A connection was made and initialised.
   *
   * @param endpoint where to
   * @param address the address that was connected to
   * @param took how long the successful try took
   */
  default void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {}

  /**
   * A connection was closed.
   *
   * @param endpoint where to
   * @param address the address it was connected to
   * @param reason why
   */
  default void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {}

  /**
   * An attempt to connect to one address failed; others of the same dial may still succeed. Not
   * told of an attempt that was given up because another had won or the time was up.
   *
   * @param endpoint where to
   * @param address the address that was tried
   * @param cause why
   */
  default void attemptFailed(Endpoint endpoint, SocketAddress address, Throwable cause) {}

  /**
   * An address kept failing, so that it is tried after all others for a while.
   *
   * @param endpoint where to
   * @param address the address
   * @param pause for how long; then one dial tries it first again
   */
  default void addressSetAside(Endpoint endpoint, SocketAddress address, Duration pause) {}

  /**
   * An address that was set aside has connected again, and counts like the others.
   *
   * @param endpoint where to
   * @param address the address
   */
  default void addressRestored(Endpoint endpoint, SocketAddress address) {}

  /**
   * The resolver named other addresses than before; connections to those that it does not name any
   * more are retired.
   *
   * @param endpoint whose name it is
   * @param addresses all that it names now, in no order
   */
  default void addressesChanged(Endpoint endpoint, List<SocketAddress> addresses) {}

  /**
   * A dial failed for good, after its retries.
   *
   * @param endpoint where to
   * @param failure why
   */
  default void dialFailed(Endpoint endpoint, PoolException failure) {}

  /**
   * A connection was leased.
   *
   * @param endpoint where to
   * @param reused whether it had been leased before
   * @param waited how long the caller waited; zero where an idle connection was at hand
   */
  default void acquired(Endpoint endpoint, boolean reused, Duration waited) {}

  /**
   * A caller got no connection.
   *
   * @param endpoint where to
   * @param failure why
   */
  default void acquireFailed(Endpoint endpoint, PoolException failure) {}

  /**
   * A lease ended and its connection went back to the pool.
   *
   * @param endpoint where to
   */
  default void released(Endpoint endpoint) {}

  /**
   * A lease has lasted longer than {@link PoolConfig#leakThreshold()}.
   *
   * @param endpoint where to
   * @param held how long so far
   * @param acquiredAt where it was acquired
   */
  default void leakSuspected(Endpoint endpoint, Duration held, Throwable acquiredAt) {}
}
