package io.conpool.impl.dial;

import io.conpool.impl.transport.Wire;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** What a race of attempts to connect is run for: how each of them is made. */
interface Course {

  /**
   * Asks the resolver.
   *
   * @param told is told the answer for the race, at once or later, from any thread
   */
  void ask(AddressFamily family, Consumer<RaceDriver.Event> told);

  /**
   * Opens a transport, which is not connected yet.
   *
   * @throws DialFailure if it can never be opened so
   */
  Transport open(SocketAddress address) throws DialFailure, IOException;

  /** Connects a transport to the machine at its address. */
  void connect(Transport transport) throws IOException;

  /**
   * Makes the bytes of a connected transport those of the endpoint: gets through its proxy and
   * shakes hands, where that must be.
   */
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
