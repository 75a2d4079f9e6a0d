package io.conpool.impl.pool;

import java.lang.ref.WeakReference;

/**
 * Where a lease was acquired, kept while leaks are looked for.
 *
 * <p>Read and written by the holder and, under the endpoint's lock, by the housekeeper.
 */
final class LeaseTrace {

  private final Throwable acquiredAt;
  private final WeakReference<Lease> lease;
  private boolean reported;

  LeaseTrace(Lease lease) {
    this.acquiredAt = new Throwable("acquired here by " + Thread.currentThread().getName());
    this.lease = new WeakReference<>(lease);
  }

  Throwable acquiredAt() {
    return acquiredAt;
  }

  /** Whether the lease can no longer be ended, because nobody has it any more. */
  boolean isLost() {
    return lease.get() == null;
  }

  /** Whether this is the first report. */
  boolean report() {
    boolean first = !reported;
    reported = true;
    return first;
  }
}
