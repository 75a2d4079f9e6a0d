package io.conpool.impl.pool;

import io.conpool.PoolStats;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The counts of one endpoint that only grow. Guarded by the endpoint's lock, but for the wait. */
final class Tally {

  private long created;
  private long closed;
  private long reusedByClosed;
  private long unreleased;
  private long errors;
  private long attemptsFailed;
  private long timeouts;
  private final LongAdder waitNanos = new LongAdder();

  void created() {
    created++;
  }

  /** Counts a closed entry, and the reuses that it saw. */
  void closed(Entry entry) {
    closed++;
    reusedByClosed += reuses(entry);
  }

  /** How often the entry was leased after its first time. */
  static long reuses(Entry entry) {
    return Math.max(0, entry.uses() - 1);
  }

  void error() {
    errors++;
  }

  void attemptFailed() {
    attemptsFailed++;
  }

  void timeout() {
    timeouts++;
  }

  void waited(long nanos) {
    waitNanos.add(nanos);
  }

  /** Counts a lease that was closed unreleased; returns how many there were. */
  long unreleased() {
    return ++unreleased;
  }

  /**
   * Fills in these counts.
   *
   * @param reusedByLive how often the entries that live were reused
   */
  PoolStats.Builder fill(PoolStats.Builder stats, long reusedByLive) {
    return stats
        .totalCreated(created)
        .totalClosed(closed)
        .totalReused(reusedByClosed + reusedByLive)
        .errors(errors)
        .attemptsFailed(attemptsFailed)
        .timeouts(timeouts)
        .waitTime(Duration.ofNanos(waitNanos.sum()));
  }
}
