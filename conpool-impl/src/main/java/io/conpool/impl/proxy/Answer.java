package io.conpool.impl.proxy;

import io.conpool.impl.transport.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a proxy says, before it has come to its end. */
final class Answer {

  private Answer() {}

  /**
   * Waits for more of it.
   *
   * @return how many bytes have come, at least one
   * @throws EOFException if the proxy has closed the connection: no refusal, since one that goes
   *     away may as well reset it
   */
  static int read(Wire peer, ByteBuffer target) throws IOException {
    int count = peer.read(target, 0);
    if (count < 0) {
      throw new EOFException("the proxy closed the connection before it had answered");
    }
    return count;
  }
}
