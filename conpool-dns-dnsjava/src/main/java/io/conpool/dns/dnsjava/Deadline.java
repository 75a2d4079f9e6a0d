package io.conpool.dns.dnsjava;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * When a wait is over.
 *
 * @param at a time of {@link System#nanoTime()}
 */
record Deadline(long at) {

  /** The one that many nanoseconds away. */
  static Deadline in(long nanos) {
    return new Deadline(System.nanoTime() + nanos);
  }

  /**
   * A nearer one.
   *
   * @param most how many nanoseconds away at most
   * @param parts into how many equal parts what is left is to be cut
   */
  Deadline share(long most, int parts) {
    return in(Math.min(most, left() / parts));
  }

  boolean isOver() {
    return left() <= 0;
  }

  /** How long one call on a socket may take; at least 1, since 0 means for ever there. */
  int millisLeft() throws SocketTimeoutException {
    long left = left();
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left) + 1);
  }

  private long left() {
    return at - System.nanoTime();
  }
}
