package io.conpool.impl.dns;

import io.conpool.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to a resolver, and who waits for it. Guarded by the lock of the cache, so
 * that an interrupt meets the resolver and nothing else.
 */
final class Query {

  /**
   * So long an answer is waited for where a stale one would do (RFC 8767, section 5, the client
   * response timer).
   */
  private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(1_800);

  private final NameQuestion question;
  private final long begun;
  private final long end;
  private final List<Asker> askers = new ArrayList<>();
  private final List<TimeSource.Timer> timers = new ArrayList<>();

  /** The thread inside the resolver, null before and after. */
  private @Nullable Thread resolving;

  private boolean over;

  /**
   * Makes one that has not begun.
   *
   * @param end when it is given up; fixed, or newcomers would keep a dead one alive
   */
  Query(NameQuestion question, long begun, long end) {
    this.question = question;
    this.begun = begun;
    this.end = end;
  }

  NameQuestion question() {
    return question;
  }

  /** From when on it is slow. */
  long slowFrom() {
    return begun + QUICK;
  }

  boolean isSlow(long now) {
    return now - slowFrom() >= 0;
  }

  long end() {
    return end;
  }

  void join(Asker asker) {
    askers.add(asker);
  }

  void add(TimeSource.Timer timer) {
    timers.add(timer);
  }

  /** The calling thread is about to call the resolver; false if there is no use in it. */
  boolean enter() {
    if (!over) {
      resolving = Thread.currentThread();
    }
    return !over;
  }

  /** The calling thread is back. */
  void leave() {
    resolving = null;
    if (over) {
      Thread.interrupted(); // meant for the resolver, not for what this thread does next
    }
  }

  boolean isOver() {
    return over;
  }

  /** Takes out those who are content with what is known. */
  List<Asker> takeContent() {
    List<Asker> content =
        askers.stream().filter(asker -> asker.wants(Asker.Wish.ANYTHING)).toList();
    askers.removeIf(asker -> asker.wants(Asker.Wish.ANYTHING));
    return content;
  }

  /** Ends it, and interrupts the resolver if it is still being asked; takes out all who wait. */
  List<Asker> finish() {
    over = true;
    if (resolving != null) {
      resolving.interrupt();
    }
    List<Asker> all = List.copyOf(askers);
    askers.clear();
    return all;
  }

  /** What is to be taken back once it is over. */
  List<TimeSource.Timer> timers() {
    return List.copyOf(timers);
  }
}
