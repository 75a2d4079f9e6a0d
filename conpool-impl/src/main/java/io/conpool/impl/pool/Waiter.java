package io.conpool.impl.pool;

import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for a connection. All fields that change are guarded by the endpoint's lock,
 * but for the two that the waiter itself looks at without it.
 */
final class Waiter {

  private final Thread thread = Thread.currentThread();
  private final long since;
  private final long deadline;

  /** The place in the queue: who has the lower number goes first. */
  long order;

  /** The number of its arrival; a dial fails only those who arrived before its last try. */
  long arrival;

  /** How many leases had ended and dials succeeded when it arrived. */
  long progressAtArrival;

  /** Until when to park, if not called by then; a time of the clock. */
  long parkUntil = Platform.FOREVER;

  /**
   * Whether there is something to see. Looked at right before parking: a lock taken since may have
   * used up the permit of the unpark.
   */
  private volatile boolean called;

  @Nullable Waiter previous;
  @Nullable Waiter next;
  private volatile @Nullable Outcome outcome;

  /** What a wait ends with. */
  sealed interface Outcome {}

  /** An entry, owned by the waiter from here on. */
  record Delivered(Entry entry) implements Outcome {}

  /** A failure, as a recipe, so that every waiter throws an exception of its own. */
  record Failed(Failure failure) implements Outcome {}

  Waiter(long since, long deadline) {
    this.since = since;
    this.deadline = deadline;
  }

  /** The calling thread, from now on; {@link Platform#FOREVER} to wait without limit. */
  static Waiter now(Platform platform, long timeoutNanos) {
    long now = platform.now();
    boolean forever = timeoutNanos == Platform.FOREVER;
    return new Waiter(now, forever ? Platform.FOREVER : now + timeoutNanos);
  }

  long since() {
    return since;
  }

  /** When it gives up; {@link Platform#FOREVER} for never. */
  long deadline() {
    return deadline;
  }

  boolean hasExpired(long now) {
    return deadline != Platform.FOREVER && now - deadline >= 0;
  }

  @Nullable Outcome outcome() {
    return outcome;
  }

  void finish(Outcome outcome) {
    this.outcome = outcome;
    called = true;
  }

  /** Makes it look again. */
  void call(Platform platform, Later later) {
    called = true;
    later.add(() -> platform.unpark(thread));
  }

  boolean isCalled() {
    return called;
  }

  /** It looks now. */
  void heed() {
    called = false;
  }

  /** Forgets what it was given, because that was of no use. */
  void again() {
    outcome = null;
  }
}
