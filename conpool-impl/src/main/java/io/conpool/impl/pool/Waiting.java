package io.conpool.impl.pool;

import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The wait of callers for an entry: into the queue, the wait itself, and out of it. */
final class Waiting {

  private final EndpointState state;
  private final Serving serving;
  private final WaitAlarm alarm;
  private final Platform platform;
  private final Consumer<Entry> passOn;
  private final long fairnessNanos;

  /**
   * Makes the wait of one endpoint.
   *
   * @param passOn puts an entry back that was handed to a caller who was interrupted
   */
  Waiting(EndpointState state, Serving serving, WaitAlarm alarm, Consumer<Entry> passOn) {
    this.state = state;
    this.alarm = alarm;
    this.serving = serving;
    this.platform = state.platform;
    this.passOn = passOn;
    this.fairnessNanos = Nanos.of(state.config.fairnessDelay());
  }

  /**
   * Puts a newcomer into the queue.
   *
   * @param noWait whether the caller wants to fail rather than wait
   * @param served whether the caller had been served already, but with an entry that was dead: such
   *     a one goes in front
   * @return false where the endpoint has left the table
   */
  boolean enqueue(Waiter waiter, boolean noWait, boolean served) throws PoolException {
    boolean present = state.lock.ask(later -> admit(waiter, noWait, served, later));
    boolean refused = waiter.arrival == 0;
    if (refused && waiter.outcome() instanceof Waiter.Failed failed) {
      throw failed.failure().toException();
    }
    return present;
  }

  /** Lets a newcomer in, or fails it; false where the endpoint has left the table. */
  private boolean admit(Waiter waiter, boolean noWait, boolean served, Later later) {
    if (state.gate.has(Gate.GONE)) {
      return false;
    }
    Failure refusal = refusal(waiter, noWait, served, later);
    if (refusal != null) {
      waiter.finish(new Waiter.Failed(refusal));
    }
    return true;
  }

  /** Serves a newcomer, or lets it wait, or says why it may not. */
  private @Nullable Failure refusal(Waiter waiter, boolean noWait, boolean served, Later later) {
    if (state.gate.has(Gate.CLOSED)) {
      return this::closed;
    } else if (served && waiter.hasExpired(platform.now())) {
      return timedOut(waiter, 0);
    }
    state.lastActivity = waiter.since();
    Entry entry = state.gate.has(Gate.NO_OVERTAKING) ? null : state.idle.take();
    if (entry != null) { // returned since the first look
      waiter.finish(new Waiter.Delivered(entry));
      return null;
    } else if (noWait) {
      return timedOut(waiter, 0);
    } else if (!served && isTooMany()) {
      return this::tooMany;
    }
    arrive(waiter, served, later);
    serving.serve(later);
    return null;
  }

  private void arrive(Waiter waiter, boolean first, Later later) {
    waiter.arrival = ++state.arrivals;
    waiter.progressAtArrival = state.progress;
    if (first) {
      state.queue.addFirst(waiter);
    } else {
      state.queue.add(waiter);
    }
    alarm.watch(waiter, waiter.since(), later);
  }

  private boolean isTooMany() {
    int waiters = state.queue.size() + 1;
    boolean room = serving.mayDial(waiters) || !state.idle.isEmpty(); // an entry came back just now
    int dialing = state.dials.size() + (room ? 1 : 0);
    return waiters > (long) dialing + state.config.maxWaiters();
  }

  /** Puts a waiter back into its place, because the entry it was given turned out dead. */
  void enqueueAgain(Waiter waiter) throws PoolException {
    if (!state.lock.ask(later -> requeue(waiter, later))) {
      throw closed();
    }
  }

  /** Returns false where the pool is closed. */
  private boolean requeue(Waiter waiter, Later later) {
    if (state.gate.has(Gate.CLOSED)) {
      return false;
    }
    waiter.again();
    if (waiter.arrival == 0) { // it was served before it came to wait
      arrive(waiter, true, later);
    } else {
      state.queue.putBack(waiter);
      alarm.watch(waiter, platform.now(), later);
    }
    serving.serve(later);
    return true;
  }

  /** Waits until an enqueued waiter is served. Returns an entry that the caller owns. */
  Entry await(Waiter waiter, long timeoutNanos) throws PoolException {
    for (; ; ) {
      if (!waiter.isCalled()) {
        platform.park(waiter.parkUntil);
      }
      Entry handed = takeHanded(waiter);
      if (handed != null) {
        return handed;
      }
      Waiter.Outcome outcome = wake(waiter, timeoutNanos);
      if (outcome instanceof Waiter.Delivered delivered) {
        return delivered.entry();
      } else if (outcome instanceof Waiter.Failed failed) {
        throw failed.failure().toException();
      }
    }
  }

  /** The entry that a waiter was handed; null where there is more to do than to take it. */
  private @Nullable Entry takeHanded(Waiter waiter) {
    if (!waiter.isCalled()
        || !(waiter.outcome() instanceof Waiter.Delivered delivered)
        || Thread.currentThread().isInterrupted()) {
      return null;
    }
    long waited = platform.now() - waiter.since();
    if (endsHandover(waited)) {
      return null;
    }
    state.tally.waited(waited);
    return delivered.entry();
  }

  private Waiter.@Nullable Outcome wake(Waiter waiter, long timeoutNanos) {
    return state.lock.find(
        later -> {
          waiter.heed();
          long now = platform.now();
          Waiter.Outcome outcome = look(waiter, now, timeoutNanos, later);
          if (outcome == null) {
            alarm.watch(waiter, now, later);
          } else {
            state.tally.waited(now - waiter.since());
          }
          return outcome;
        });
  }

  /** What a waiter does each time it is awake. Returns how its wait ends, or null if it goes on. */
  private Waiter.@Nullable Outcome look(Waiter waiter, long now, long timeoutNanos, Later later) {
    if (waiter.outcome() == null && !waiter.hasExpired(now)) {
      step(waiter, now, later);
    }
    Waiter.Outcome outcome = waiter.outcome();
    if (outcome instanceof Waiter.Failed) {
      return outcome;
    } else if (Thread.currentThread().isInterrupted()) {
      return interrupt(waiter, outcome, later);
    } else if (outcome != null) {
      endHandover(waiter, now, later);
      return outcome;
    } else if (waiter.hasExpired(now)) {
      return leave(waiter, timedOut(waiter, timeoutNanos), later);
    }
    return null;
  }

  private boolean isFirstUnserved(Waiter waiter) {
    return state.queue.head() == waiter && !state.gate.has(Gate.HANDOVER);
  }

  /** Takes an idle entry if it is first, or asks for the hand-over if it has waited too long. */
  private void step(Waiter waiter, long now, Later later) {
    if (state.woken == waiter) {
      state.woken = null;
    }
    if (isFirstUnserved(waiter)) {
      Entry entry = state.gate.has(Gate.SUSPENDED) ? null : serving.takeFor(waiter.since(), later);
      if (entry != null) {
        state.queue.remove(waiter);
        waiter.finish(new Waiter.Delivered(entry));
      } else if (now - waiter.since() >= fairnessNanos) {
        state.gate.change(Gate.HANDOVER, 0);
      }
    }
    serving.serve(later);
  }

  /** Takes an interrupted waiter out; what it was handed goes on to the next. */
  private Waiter.Outcome interrupt(Waiter waiter, Waiter.@Nullable Outcome outcome, Later later) {
    if (outcome instanceof Waiter.Delivered delivered) {
      Waiter.Outcome failed = new Waiter.Failed(this::interrupted);
      waiter.finish(failed);
      later.add(() -> passOn.accept(delivered.entry()));
      return failed;
    }
    return leave(waiter, this::interrupted, later);
  }

  private Waiter.Outcome leave(Waiter waiter, Failure why, Later later) {
    Waiter.Outcome failed = new Waiter.Failed(why);
    waiter.finish(failed);
    goAway(waiter, later);
    return failed;
  }

  private void goAway(Waiter waiter, Later later) {
    state.queue.remove(waiter);
    if (state.woken == waiter) {
      state.woken = null;
    }
    serving.serve(later);
  }

  /**
   * Ends the wait of a caller who leaves because of an Error: it gives up its place, and what it
   * was handed goes on to the next.
   */
  void abandon(Waiter waiter) {
    state.lock.run(
        later -> {
          if (waiter.outcome() instanceof Waiter.Delivered delivered) {
            later.add(() -> passOn.accept(delivered.entry()));
          } else if (waiter.outcome() == null && waiter.arrival > 0) {
            goAway(waiter, later);
          }
        });
  }

  /** Ends the hand-over mode where the one just served had not waited long. */
  private void endHandover(Waiter waiter, long now, Later later) {
    if (endsHandover(now - waiter.since())) {
      state.gate.change(0, Gate.HANDOVER);
      serving.serve(later);
    }
  }

  private boolean endsHandover(long waitedNanos) {
    return waitedNanos < fairnessNanos && state.gate.has(Gate.HANDOVER);
  }

  // ---- how a wait fails ----

  /** Counts it, and says what was the matter; under the lock, but the words are made after it. */
  private Failure timedOut(Waiter waiter, long timeoutNanos) {
    state.tally.timeout();
    if (waiter.arrival > 0 && state.progress == waiter.progressAtArrival) {
      for (Dial dial : state.dials) {
        if (dial.isUnderWay()) {
          Failure last = dial.lastFailure();
          return () -> connectionTimeout(last, timeoutNanos);
        }
      }
    }
    Duration waited = Duration.ofNanos(platform.now() - waiter.since());
    PoolError.EndpointLoad load = new Report(state).load();
    Failure last = state.lastFailure;
    return () ->
        new PoolException(
            new PoolError.AcquireTimeout(state.endpoint, waited, load),
            List.of(acquiring()),
            exception(last));
  }

  private PoolException connectionTimeout(@Nullable Failure cause, long timeoutNanos) {
    return new PoolException(
        new PoolError.ConnectionTimeout(state.endpoint, Duration.ofNanos(timeoutNanos)),
        List.of("connecting to " + state.endpoint.authority()),
        exception(cause));
  }

  private PoolException tooMany() {
    return new PoolException(
        new PoolError.TooManyWaiters(state.endpoint, state.config.maxWaiters()),
        List.of(acquiring()),
        null);
  }

  private static @Nullable PoolException exception(@Nullable Failure failure) {
    return failure == null ? null : failure.toException();
  }

  PoolException interrupted() {
    return new PoolException(new PoolError.Interrupted(), List.of(acquiring()), null);
  }

  PoolException closed() {
    return new PoolException(new PoolError.PoolClosed(), List.of(acquiring()), null);
  }

  private String acquiring() {
    return "acquiring a connection to " + state.endpoint.authority();
  }
}
