package io.conpool.impl.pool;

import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one endpoint, and the one way to use it: a short section around plain data decides,
 * and what follows from it (unparking, starting dials, closing, telling listeners) is put into a
 * {@link Later} and done after the lock.
 *
 * <p>Never held while anything foreign runs but a clock, a transport is touched, or another
 * endpoint's lock is taken. What was put off is done though the section throws, for something was
 * decided by then.
 */
final class EndpointLock {

  private final Lock lock;

  EndpointLock(Platform platform) {
    this.lock = platform.newLock();
  }

  /** What is done under the lock. */
  @FunctionalInterface
  interface Section {
    void run(Later later);
  }

  /** What is found out under the lock. */
  @FunctionalInterface
  interface Query<T> {
    @Nullable T run(Later later);
  }

  /** Runs a section, and then what it has put off. */
  void run(Section section) {
    find(
        later -> {
          section.run(later);
          return null;
        });
  }

  /** Runs a section that finds something out, and then what it has put off. */
  <T> @Nullable T find(Query<T> query) {
    Later later = new Later();
    try {
      return locked(query, later);
    } finally {
      later.run();
    }
  }

  /** The same where there is always an answer. */
  <T> T ask(Query<T> query) {
    return Objects.requireNonNull(find(query));
  }

  private <T> @Nullable T locked(Query<T> query, Later later) {
    lock.lock();
    try {
      return query.run(later);
    } finally {
      lock.unlock();
    }
  }
}
