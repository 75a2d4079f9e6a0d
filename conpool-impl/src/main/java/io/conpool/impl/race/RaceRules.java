package io.conpool.impl.race;

import java.util.concurrent.TimeUnit;

/**
 * How a race is run; times in nanoseconds.
 *
 * @param attemptDelay how long an attempt has for itself before the next one starts
 * @param resolutionDelay how long IPv4 addresses wait for the answer about IPv6
 * @param secured whether a connected attempt must shake hands before it has won: with a proxy, for
 *     TLS, or both
 */
public record RaceRules(long attemptDelay, long resolutionDelay, boolean secured) {

  /** The resolution delay of RFC 8305, section 8. */
  public static final long RESOLUTION_DELAY = TimeUnit.MILLISECONDS.toNanos(50);

  /** So many attempts are under way at once; the next due one replaces the oldest. */
  static final int MAX_ATTEMPTS = 6;

  /**
   * So many handshakes are under way at once: each burns a ticket and processor time at both ends.
   */
  static final int MAX_HANDSHAKES = 2;

  /** The next attempt waits for so many times as long as the front runner took to connect. */
  private static final int HANDSHAKE_ROUNDS = 4;

  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

  /** So long an address may take to connect, however soon the next one is tried beside it. */
  private static final long FAIR_TIME = TimeUnit.MILLISECONDS.toNanos(250);

  /** Whoever has not connected after so long and is passed or given up has failed. */
  long fairTime() {
    return Math.max(attemptDelay, FAIR_TIME);
  }

  /** How long the next attempt waits while one that took so long to connect shakes hands. */
  long pauseBehind(long connectTook) {
    long rounds = Math.min(LONGEST_PAUSE, connectTook * HANDSHAKE_ROUNDS);
    return Math.max(attemptDelay, rounds);
  }
}
