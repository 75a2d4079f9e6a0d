package io.conpool.cmd.stress;

import io.conpool.ConnectionPool;
import io.conpool.PoolStats;
import java.util.concurrent.TimeUnit;

/**
 * What the pool and the servers count when all messages are done and the pool is still open.
 *
 * @param stats what the pool counts
 * @param servers what the servers count
 */
record Rest(PoolStats stats, Ledger.Count servers) {

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Waits until the two sides agree, since a server hears of a connect or close a little later. */
  static Rest await(ConnectionPool pool, Ledger ledger, long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    Rest rest = take(pool, ledger);
    while (!(rest.isQuiet() && rest.serversAgree()) && until - System.nanoTime() > 0) {
      ledger.awaitChange(rest.servers(), LOOK_AGAIN_NANOS);
      rest = take(pool, ledger);
    }
    return rest;
  }

  /** Nobody holds, waits or dials. */
  boolean isQuiet() {
    return stats.active() == 0 && stats.waiting() == 0 && stats.dialing() == 0;
  }

  boolean serversAgree() {
    return servers.accepted() == stats.totalCreated() && servers.open() == stats.idle();
  }

  private static Rest take(ConnectionPool pool, Ledger ledger) {
    Ledger.Count servers = ledger.count();
    return new Rest(pool.total(), servers);
  }
}
