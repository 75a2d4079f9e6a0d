package io.conpool.impl.pool;

/**
 * One word that the lease path reads: whether there is more to do than to take an entry or to put
 * it back.
 *
 * <p>Read by everybody, changed under the endpoint's lock only.
 */
final class Gate {

  /** Callers wait: a return must serve. */
  static final int WAITERS = 1;

  /** Entries are handed to the first waiter; newcomers queue. */
  static final int HANDOVER = 1 << 1;

  /** No lease is given out. */
  static final int SUSPENDED = 1 << 2;

  /** The pool is closed. */
  static final int CLOSED = 1 << 3;

  /** The endpoint has left the table; whoever holds it must look it up again. */
  static final int GONE = 1 << 4;

  /** More places are taken than the limit allows: a return closes. */
  static final int SURPLUS = 1 << 5;

  /** A dial failed for good, and nothing good has been seen since. */
  static final int DOWN = 1 << 6;

  /** Any of these keeps a newcomer from taking an idle entry. */
  static final int NO_OVERTAKING = HANDOVER | SUSPENDED | CLOSED | GONE;

  /** Any of these keeps waiters from being served. */
  static final int NO_SERVICE = SUSPENDED | CLOSED | GONE;

  private volatile int bits;

  /** Whether any of these bits is set. */
  boolean has(int mask) {
    return (bits & mask) != 0;
  }

  /** Whether nothing needs more than the shortest way. */
  boolean isClear() {
    return bits == 0;
  }

  /** Sets and clears bits; under the lock. */
  void change(int set, int clear) {
    int before = bits;
    int after = (before & ~clear) | set;
    if (after != before) {
      bits = after;
    }
  }
}
