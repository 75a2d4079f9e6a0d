package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The user's time source, with book-keeping so that nothing of a closed pool stays behind in it.
 *
 * <p>It is foreign code, called under locks and between the halves of what must not be torn apart.
 * So nothing it throws gets further than here: time stands still while it cannot be told, and who
 * cannot be parked looks again a millisecond later. A timer that it does not take is refused, as
 * where there is no thread for timers.
 */
final class GivenTime implements PoolTime {

  private static final System.Logger LOG = System.getLogger("io.conpool");
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final TimeSource source;
  private volatile long lastNow;
  private volatile Instant lastWallClock = Instant.EPOCH;
  private final Set<Entry> pending = ConcurrentHashMap.newKeySet();

  /** The methods that have thrown: each is logged once. */
  private final Set<String> complained = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  GivenTime(TimeSource source) {
    this.source = source;
  }

  @Override
  public long now() {
    try {
      long now = source.now();
      lastNow = now;
      return now; // not what another thread has read meanwhile, which may be older
    } catch (Throwable e) {
      complain("now", e);
      return lastNow;
    }
  }

  @Override
  public Instant wallClock() {
    try {
      Instant now = source.wallClock();
      lastWallClock = now;
      return now;
    } catch (Throwable e) {
      complain("wallClock", e);
      return lastWallClock;
    }
  }

  @Override
  public void park(long deadline) {
    try {
      source.park(deadline);
    } catch (Throwable e) {
      complain("park", e);
      LockSupport.parkNanos(this, PAUSE);
    }
  }

  @Override
  public void unpark(Thread thread) {
    try {
      source.unpark(thread);
    } catch (Throwable e) {
      complain("unpark", e);
      LockSupport.unpark(thread);
    }
  }

  @Override
  public Timer schedule(long time, Runnable task) {
    Entry entry = new Entry(task);
    pending.add(entry);
    if (closed || time == Platform.FOREVER) {
      pending.remove(entry);
    } else {
      entry.theirs = scheduleThere(time, entry);
      if (closed) {
        entry.detach();
      }
    }
    return entry;
  }

  private Timer scheduleThere(long time, Entry entry) {
    try {
      return source.schedule(time, entry);
    } catch (Throwable e) {
      complain("schedule", e);
      pending.remove(entry);
      throw new RejectedExecutionException("the time source took no timer", e);
    }
  }

  private void complain(String method, Throwable thrown) {
    if (thrown instanceof InterruptedException) { // undeclared, but there are other languages
      Thread.currentThread().interrupt();
    } else if (complained.add(method)) {
      new LoggedTask(
              "The time source's " + method,
              () -> LOG.log(Level.WARNING, "the time source threw in " + method, thrown))
          .run();
    }
  }

  @Override
  public void close() {
    closed = true;
    pending.forEach(Entry::detach);
  }

  private final class Entry extends TimerTask {

    private volatile @Nullable Timer theirs;

    Entry(Runnable body) {
      super(body);
    }

    @Override
    public void run() {
      pending.remove(this);
      if (!closed) {
        super.run();
      }
    }

    @Override
    public boolean cancel() {
      boolean won = super.cancel();
      if (won) {
        detach();
      }
      return won;
    }

    private void detach() {
      pending.remove(this);
      Timer timer = theirs;
      try {
        if (timer != null) {
          timer.cancel();
        }
      } catch (Throwable e) {
        complain("cancel", e);
      }
    }
  }
}
