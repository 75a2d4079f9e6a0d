package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The user's time source, with book-keeping so that nothing of a closed pool stays behind in it.
 */
final class GivenTime implements PoolTime {

  private final TimeSource source;
  private final Set<Entry> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  GivenTime(TimeSource source) {
    this.source = source;
  }

  @Override
  public long now() {
    return source.now();
  }

  @Override
  public Instant wallClock() {
    return source.wallClock();
  }

  @Override
  public void park(long deadline) {
    source.park(deadline);
  }

  @Override
  public void unpark(Thread thread) {
    source.unpark(thread);
  }

  @Override
  public Timer schedule(long time, Runnable task) {
    Entry entry = new Entry(task);
    pending.add(entry);
    if (closed || time == Platform.FOREVER) {
      pending.remove(entry);
    } else {
      entry.theirs = source.schedule(time, entry);
      if (closed) {
        entry.detach();
      }
    }
    return entry;
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
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
