package io.conpool.dns.dnsjava;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.xbill.DNS.ResolverConfig;

/**
 * The servers and the search path of the system, read again from time to time: a machine changes
 * networks, and dnsjava by itself reads them once.
 */
final class SystemNetwork {

  private static final System.Logger LOG = System.getLogger("io.conpool.dns");
  private static final long FRESH = TimeUnit.SECONDS.toNanos(30);

  /** There is one for the whole process, as dnsjava keeps one reading for all who use it. */
  static final SystemNetwork OF_PROCESS =
      new SystemNetwork(
          System::nanoTime,
          ResolverConfig::refresh,
          () -> Network.of(ResolverConfig.getCurrentConfig()));

  private final LongSupplier clock;
  private final Runnable read;
  private final Supplier<Network> last;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile long readAt;

  /**
   * Makes one that was read just now.
   *
   * @param clock tells nanoseconds
   * @param read reads the system's settings again
   * @param last what was read last
   */
  SystemNetwork(LongSupplier clock, Runnable read, Supplier<Network> last) {
    this.clock = clock;
    this.read = read;
    this.last = last;
    this.readAt = clock.getAsLong();
  }

  /** What was read last; at times by this call. */
  Network current() {
    // One thread reads, and nobody waits for it.
    if (clock.getAsLong() - readAt >= FRESH && reading.compareAndSet(false, true)) {
      try {
        read.run();
        readAt = clock.getAsLong();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot read the system's name servers again", e);
      } finally {
        reading.set(false);
      }
    }
    return last.get();
  }
}
