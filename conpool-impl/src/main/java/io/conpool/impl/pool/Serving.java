package io.conpool.impl.pool;

import io.conpool.impl.time.Later;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Serves the waiters of one endpoint, by whatever there is: idle entries and free places.
 *
 * <p>{@link #serve} is called, under the lock, by everything that adds an entry, frees a place or
 * ends a state. In the ordinary mode an entry stays idle, the first waiter is woken, keeps its
 * place and takes it, unless a newcomer was faster. Once the first has waited for the fairness
 * delay the hand-over mode begins: newcomers queue, and entries are given to the first waiter
 * directly, until one is served that had waited less. Go's {@code sync.Mutex} does the same.
 *
 * <p>No wake-up is lost, because both sides store and then look again: a return puts its entry into
 * the idle set and then reads the gate; a waiter sets the gate, and then looks at the set, the
 * places and the other bits, and only then parks. One wake is outstanding at a time; a woken waiter
 * that leaves serves again.
 */
final class Serving {

  private final EndpointState state;
  private final GlobalPlaces globalPlaces;
  private final Dialing dialing;
  private final Retiring retiring;
  private final WaitAlarm alarm;
  private final boolean strict;

  Serving(
      EndpointState state,
      GlobalPlaces globalPlaces,
      Dialing dialing,
      Retiring retiring,
      WaitAlarm alarm) {
    this.state = state;
    this.alarm = alarm;
    this.globalPlaces = globalPlaces;
    this.dialing = dialing;
    this.retiring = retiring;
    this.strict = state.config.fairnessDelay().isZero();
  }

  /** Serves whoever can be served now; under the lock. */
  void serve(Later later) {
    refreshGate();
    watchFirst(later);
    if (state.gate.has(Gate.NO_SERVICE)) {
      return;
    }
    if (state.gate.has(Gate.HANDOVER)) {
      handOver(later);
      refreshGate();
    }
    dropSurplusDials(later);
    if (state.queue.isEmpty()) {
      yieldIdle(later);
    }
    wakeFirst(later);
    while (mayDial(state.queue.size())) {
      dialing.start(true, later);
    }
    while (mayWarm()) {
      dialing.start(false, later);
    }
    state.warmTarget = 0;
  }

  /** Brings the bits up to date that follow from the data. */
  void refreshGate() {
    Waiter first = state.queue.head();
    boolean waiters = first != null;
    if (first != null && first.since() != state.firstWaitsSince) {
      state.firstWaitsSince = first.since();
    }
    boolean surplus = state.places > state.limit;
    int set = (waiters ? Gate.WAITERS : 0) | (surplus ? Gate.SURPLUS : 0);
    int clear = (waiters ? 0 : Gate.WAITERS | Gate.HANDOVER) | (surplus ? 0 : Gate.SURPLUS);
    state.gate.change(waiters && strict ? set | Gate.HANDOVER : set, clear);
  }

  private void handOver(Later later) {
    for (Waiter head = state.queue.head(); head != null; head = state.queue.head()) {
      Entry entry = takeFor(head.since(), later);
      if (entry == null) {
        return;
      }
      deliver(head, new Waiter.Delivered(entry), later);
    }
  }

  /**
   * Takes an idle entry for somebody who has waited since then, a time of the clock. Those whose
   * global place another endpoint has waited for longer are closed instead.
   */
  @Nullable Entry takeFor(long since, Later later) {
    for (Entry entry = state.idle.take(); entry != null; entry = state.idle.take()) {
      if (!yields(entry, since, later)) {
        return entry;
      }
    }
    return null;
  }

  /**
   * Closes an entry, which the caller owns, if another endpoint has waited longer for its place.
   */
  boolean yields(Entry entry, @Nullable Long since, Later later) {
    if (since != null && entry.uses() == 0) {
      return false; // just dialed, for those who wait here
    }
    Dial heir = globalPlaces.isWanted() ? globalPlaces.promise(state.endpoint, since) : null;
    if (heir == null) {
      return false;
    } else if (entry.tryCloseLeased()) {
      later.add(() -> retiring.evict(entry, heir));
    }
    return true;
  }

  /**
   * Gives up idle entries that nobody waits for here, as long as other endpoints want their places.
   */
  private void yieldIdle(Later later) {
    while (globalPlaces.isWanted() && globalPlaces.isWantedFrom(state.endpoint)) {
      Entry entry = state.idle.take();
      if (entry == null) {
        return;
      } else if (!yields(entry, null, later) && entry.tryIdle()) {
        state.idle.put(entry); // then looks again: another dial may have queued
      }
    }
  }

  /** Ends a waiter's wait. */
  void deliver(Waiter waiter, Waiter.Outcome outcome, Later later) {
    state.queue.remove(waiter);
    if (state.woken == waiter) {
      state.woken = null;
    }
    waiter.finish(outcome);
    waiter.call(state.platform, later);
  }

  /** Ends the wait of all. */
  void deliverAll(Waiter.Outcome outcome, Later later) {
    for (Waiter waiter : state.queue.toList()) {
      deliver(waiter, outcome, later);
    }
  }

  /** Sees to it that the first waiter is not overtaken for longer than the fairness delay. */
  private void watchFirst(Later later) {
    Waiter head = state.queue.head();
    if (head != null && !state.gate.has(Gate.HANDOVER)) {
      alarm.watchFirst(head, later);
    }
  }

  /** Wakes the first waiter where there is an entry to take. */
  private void wakeFirst(Later later) {
    Waiter head = state.queue.head();
    if (head == null || state.gate.has(Gate.HANDOVER)) {
      return;
    }
    if (state.woken == null && !state.idle.isEmpty()) {
      state.woken = head;
      head.call(state.platform, later);
    }
  }

  /**
   * Whether that many waiters call for one more dial; an idle entry goes to the first of them
   * before that.
   */
  boolean mayDial(int waiters) {
    return !state.gate.has(Gate.NO_SERVICE)
        && state.dials.size() < waiters
        && state.places < state.limit
        && (!state.gate.has(Gate.DOWN) || state.dials.isEmpty())
        && state.idle.isEmpty();
  }

  private boolean mayWarm() {
    return state.places < Math.min(state.warmTarget, state.limit)
        && (!state.gate.has(Gate.DOWN) || state.dials.isEmpty());
  }

  /** Drops dials that nobody waits for any more and that are not in the middle of a try. */
  private void dropSurplusDials(Later later) {
    if (state.dials.size() <= state.queue.size()) {
      return;
    }
    for (Dial dial : new ArrayList<>(state.dials)) {
      if (state.dials.size() > state.queue.size() && dial.isDroppable()) {
        dialing.abandon(dial, later);
      }
    }
  }
}
