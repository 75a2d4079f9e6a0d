package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.impl.dns.NameResolution;
import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * One resolution of a name, on a thread of its own, because no resolver can be trusted to keep a
 * deadline.
 *
 * <p>A resolver that does not come back keeps that thread and nothing else. Made and awaited by one
 * thread.
 */
final class Lookup {

  private sealed interface Outcome {}

  private record Found(List<SocketAddress> addresses) implements Outcome {}

  private record Failed(Throwable cause) implements Outcome {}

  private final Platform platform;
  private final Thread asker = Thread.currentThread();

  /** Guards the two below, so that no interrupt comes before the look-up or after it. */
  private final Lock lock;

  /** The thread inside the resolver, null before and after. */
  private @Nullable Thread resolving;

  private boolean givenUp;

  private volatile boolean cancelled;
  private volatile @Nullable Outcome outcome;

  Lookup(Platform platform) {
    this.platform = platform;
    this.lock = platform.newLock();
  }

  /**
   * Resolves, at most until the deadline; throws a temporary {@link DnsException} when that comes
   * first.
   */
  List<SocketAddress> run(DnsResolverProvider resolver, Endpoint endpoint, long deadline)
      throws Exception {
    platform.start(
        new Platform.Task(
            "conpool-resolve-" + endpoint.host(),
            false,
            Platform.Urgency.AWAITED,
            () -> resolve(resolver, endpoint, deadline)));
    for (; ; ) {
      Outcome now = outcome;
      if (now instanceof Found found) {
        return found.addresses;
      } else if (now instanceof Failed failed) {
        throw failed.cause instanceof Exception e ? e : new IllegalStateException(failed.cause);
      } else if (cancelled || platform.now() - deadline >= 0) {
        giveUp();
        throw new DnsException(DnsException.Kind.TEMPORARY, "no answer in time", null);
      }
      platform.park(deadline);
    }
  }

  /** Makes the asker give up. From any thread. */
  void cancel() {
    cancelled = true;
    platform.unpark(asker);
  }

  /** Ends a look-up that nobody waits for any more, if its resolver heeds interrupts. */
  private void giveUp() {
    lock.lock();
    try {
      givenUp = true;
      if (resolving != null) {
        resolving.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void resolve(DnsResolverProvider resolver, Endpoint endpoint, long deadline) {
    if (!begin()) {
      return;
    }
    try {
      long left = Math.max(1, deadline - platform.now());
      outcome = new Found(new NameResolution(resolver).resolve(endpoint, left));
    } catch (Throwable e) { // a resolver is foreign code: an Error must reach the asker too
      outcome = new Failed(e);
    } finally {
      end();
      platform.unpark(asker);
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      if (!givenUp) {
        resolving = Thread.currentThread();
      }
      return !givenUp;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      resolving = null;
      if (givenUp) {
        Thread.interrupted(); // meant for the look-up, not for what this thread does next
      }
    } finally {
      lock.unlock();
    }
  }
}
