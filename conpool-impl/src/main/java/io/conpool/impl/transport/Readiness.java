package io.conpool.impl.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a non-blocking channel is ready in one direction.
 *
 * <p>A selector holds descriptors of its own, so there is one only while a thread waits: an idle
 * connection has none.
 */
final class Readiness {

  private final SocketChannel channel;
  private final int operation;
  private volatile @Nullable Selector waiting;

  Readiness(SocketChannel channel, int operation) {
    this.channel = channel;
    this.operation = operation;
  }

  /**
   * Blocks until the channel is ready, the time has passed (0: never), {@link #wake()}, or an
   * interrupt.
   *
   * @return whether the channel is ready; if not, one of the others has happened
   */
  boolean await(int timeoutMillis) throws IOException {
    try (Selector selector = Selector.open()) {
      // Known first, registered then: a close before fails the registration, a close after it wakes
      // the selector.
      waiting = selector;
      channel.register(selector, operation);
      return selector.select(timeoutMillis) > 0;
    } finally {
      waiting = null;
    }
  }

  /** Ends the wait of whoever is inside, from any thread, after the channel was closed. */
  void wake() {
    Selector selector = waiting;
    if (selector != null) {
      selector.wakeup();
    }
  }
}
