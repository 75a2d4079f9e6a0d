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

  /**
   * There is one for the whole process, since dnsjava's readers are shared and not for two threads
   * at once. What others have read by dnsjava is not touched.
   */
  static final SystemNetwork OF_PROCESS =
      new SystemNetwork(System::nanoTime, () -> Network.of(new ResolverConfig()));

  private final LongSupplier clock;
  private final Supplier<Network> reader;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Network last;
  private volatile long readAt;

  /**
   * Makes one, and reads.
   *
   * @param clock tells nanoseconds
   * @param reader reads the system's settings
   */
  SystemNetwork(LongSupplier clock, Supplier<Network> reader) {
    this.clock = clock;
    this.reader = reader;
    this.last = reader.get();
    this.readAt = clock.getAsLong();
  }

  /** What was read last; at times by this call. */
  Network current() {
    // One thread reads, and nobody waits for it.
    if (clock.getAsLong() - readAt >= FRESH && reading.compareAndSet(false, true)) {
      try {
        last = reader.get();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot read the system's name servers again", e);
      } finally {
        readAt = clock.getAsLong();
        reading.set(false);
      }
    }
    return last;
  }
}
