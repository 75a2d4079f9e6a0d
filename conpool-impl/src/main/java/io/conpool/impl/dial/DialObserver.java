package io.conpool.impl.dial;

import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.util.List;

/** Is told what comes up while dialing that concerns the endpoint and not this dial alone. */
public interface DialObserver {

  /**
   * The resolver has an answer, which may be the one from before. Called on any thread, without
   * locks.
   *
   * @param freshUntil how long it holds, a time of the clock
   */
  void answered(AddressFamily family, List<SocketAddress> addresses, long freshUntil);

  /**
   * The resolver has no answer. Called on any thread, without locks.
   *
   * @param temporary whether it could not tell; else it is certain that there is no address
   */
  void unanswered(AddressFamily family, boolean temporary);

  /** An attempt has failed, while others may do. Called on any thread, without locks. */
  void attemptFailed(SocketAddress address, Throwable cause);
}
