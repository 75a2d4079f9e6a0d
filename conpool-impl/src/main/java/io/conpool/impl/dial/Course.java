package io.conpool.impl.dial;

import io.conpool.impl.transport.Wire;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;

/** What a race of attempts to connect is run for: how each of them is made. */
interface Course {

  /** Asks the resolver. The driver is told the answer, at once or later, from any thread. */
  void ask(AddressFamily family, RaceDriver driver);

  /** Opens a transport, which is not connected yet. */
  Transport open(SocketAddress address) throws IOException;

  /** Makes the bytes of a connected transport readable: shakes hands where that must be. */
  Wire secure(Transport transport) throws DialFailure, IOException;

  /** Is told of an attempt that has failed and was still wanted. */
  void failed(SocketAddress address, Throwable cause);

  /**
   * Starts a thread for an attempt.
   *
   * @throws java.util.concurrent.RejectedExecutionException if none can be had
   */
  void start(Runnable attempt);
}
