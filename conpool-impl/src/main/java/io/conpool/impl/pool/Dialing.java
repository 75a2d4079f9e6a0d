package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.dial.Attempt;
import io.conpool.impl.dial.DialFailure;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The dials of one endpoint: how they begin, what comes of them, and how they are given up.
 *
 * <p>A dial takes a place of its endpoint when it is decided on. The place goes over to the entry
 * it makes, or is free again once nothing of the dial is open.
 */
final class Dialing {

  private final EndpointPool home;
  private final EndpointState state;
  private final Shared shared;
  private final Platform platform;
  private final @Nullable GuardedListener listener;
  private final long lifetimeNanos;
  private final long retryDelayNanos;

  Dialing(EndpointPool home, EndpointState state, Shared shared) {
    this.home = home;
    this.state = state;
    this.shared = shared;
    this.platform = shared.platform();
    this.listener = shared.listener();
    this.lifetimeNanos = Nanos.of(state.config.maxConnectionLifetime());
    this.retryDelayNanos = Nanos.of(state.config.connectRetryDelay());
  }

  /** Decides on a dial and takes its place; under the lock. It begins after it. */
  Dial start(boolean demanded, Later later) {
    state.places++;
    Dial dial = new Dial(home, shared, demanded);
    state.dials.add(dial);
    later.add(dial::begin);
    return dial;
  }

  /** Starts a refill if that is allowed now, else returns null; under the lock. */
  @Nullable Dial refill(Later later) {
    if (state.gate.has(Gate.NO_SERVICE | Gate.DOWN) || state.places >= state.limit) {
      return null;
    }
    return start(false, later);
  }

  /** Begins a try of a dial that has its global place; null if the dial is not wanted any more. */
  @Nullable Attempt nextTry(Dial dial) {
    Attempt next =
        shared.dialer().attempt(state.config, state.endpoint, state.addresses, home.following());
    return state.lock.find(later -> dial.beginTry(next, state.arrivals, state.progress));
  }

  /** A dial has queued for a global place: takes it out again if it was abandoned meanwhile. */
  void recheckQueued(Dial dial) {
    if (state.lock.ask(later -> dial.isDone())) {
      shared.places().withdraw(dial);
    }
  }

  /** A refill got no global place. */
  void givenUp(Dial dial) {
    state.lock.run(
        later -> {
          if (dial.finish()) {
            state.dials.remove(dial);
            state.places--;
            home.serving().serve(later);
          }
        });
  }

  /** The pause of a dial is over; false if the dial is not wanted any more. */
  boolean pauseEnded(Dial dial) {
    return state.lock.ask(later -> dial.endPause());
  }

  /** A dial has succeeded: its connection serves a waiter or goes idle. */
  void succeeded(Dial dial, Dialed made) {
    shared.entryAdded();
    if (!state.lock.ask(later -> adopt(dial, made, later))) {
      home.retiring().closeUnadopted(made);
      freePlace();
      shared.entryRemoved();
    } else if (listener != null) {
      listener.connectionOpened(state.endpoint, made.address(), Duration.ofNanos(made.tookNanos()));
    }
  }

  /** Makes an entry of what was dialed; false if the dial is not wanted any more. */
  private boolean adopt(Dial dial, Dialed made, Later later) {
    if (!dial.finish()) {
      return false;
    }
    state.dials.remove(dial);
    Entry entry = new Entry(home, made, platform.now(), jittered(lifetimeNanos));
    state.entries.add(entry);
    state.tally.created();
    state.progress++;
    state.gate.change(0, Gate.DOWN);
    state.lastFailure = null;
    CloseReason outdated = outdated(made);
    if (outdated == null) {
      entry.tryIdle();
      state.idle.put(entry);
    } else {
      serveOnce(entry, outdated, later);
    }
    home.housekeeping().entryAdded(later);
    home.serving().serve(later);
    return true;
  }

  /** What has left while it was made, or null. */
  private @Nullable CloseReason outdated(Dialed made) {
    if (!shared.dialer().isCurrent(made)) {
      return CloseReason.PROVIDER_LEFT;
    }
    return state.addresses.isCurrent(made.address()) ? null : CloseReason.ADDRESS_LEFT;
  }

  /** An entry that is outdated already may serve whoever waits, but never goes idle. */
  private void serveOnce(Entry entry, CloseReason outdated, Later later) {
    entry.condemn(outdated);
    Waiter head = state.queue.head();
    if (head != null && !state.gate.has(Gate.SUSPENDED)) {
      home.serving().deliver(head, new Waiter.Delivered(entry), later);
    } else if (entry.tryCloseLeased()) {
      later.add(() -> home.retiring().retire(entry, outdated, true));
    }
  }

  /** The lifetime less up to a tenth, so that connections made together do not end together. */
  private long jittered(long nanos) {
    return nanos == 0 ? 0 : nanos - platform.random(nanos / 10 + 1);
  }

  /** A try has failed: the dial pauses and tries again, or fails whoever waited for it. */
  void failed(Dial dial, DialFailure failure) {
    state.lock.run(
        later -> {
          if (!dial.isDone()) { // else abandoned, and whoever did that frees the place
            later.add(shared.places()::release);
            pauseOrFail(dial, failure, later);
          }
        });
  }

  private void pauseOrFail(Dial dial, DialFailure failure, Later later) {
    long at = platform.now() + pause(dial.tries());
    if (failure.isPassing()
        && dial.tries() <= state.config.connectRetryCount()
        && state.queue.anyoneWaitsAt(at)) {
      dial.beginPause(failure);
      later.add(() -> resumeAt(at, dial, failure));
    } else {
      failForGood(dial, failure, later);
    }
  }

  private void resumeAt(long time, Dial dial, DialFailure failure) {
    try {
      platform.schedule(time, dial::resume);
    } catch (RejectedExecutionException e) { // no thread for timers: there is no other try
      state.lock.run(
          later -> {
            if (!dial.isDone()) {
              failForGood(dial, failure, later);
            }
          });
    }
  }

  /** How long to pause after so many tries: doubling, half of it by chance. */
  private long pause(int tries) {
    int doublings = Math.min(tries - 1, 20);
    long full =
        retryDelayNanos > (Long.MAX_VALUE >> 22) ? retryDelayNanos : retryDelayNanos << doublings;
    return full / 2 + platform.random(full - full / 2 + 1);
  }

  private void failForGood(Dial dial, DialFailure failure, Later later) {
    int tries = dial.tries();
    dial.finish();
    state.dials.remove(dial);
    state.places--;
    state.tally.error();
    state.gate.change(Gate.DOWN, 0);
    Failure told = () -> failure.toException(tries);
    state.lastFailure = told;
    state.lastDialError = String.valueOf(failure.getMessage());
    if (state.progress == dial.progressAtBegin()) {
      Waiter.Outcome failed = new Waiter.Failed(told);
      for (Waiter waiter : state.queue.toList()) {
        if (waiter.arrival <= dial.arrivalsAtTry()) {
          home.serving().deliver(waiter, failed, later);
        }
      }
    }
    home.serving().serve(later);
    later.add(() -> tell(failure, tries)); // last: a slow listener holds nobody up
  }

  private void tell(DialFailure failure, int tries) {
    Loggers.ENDPOINT.log(
        System.Logger.Level.DEBUG,
        () -> "dialing " + state.endpoint.authority() + " failed",
        failure);
    if (listener != null) {
      listener.dialFailed(state.endpoint, failure.toException(tries));
    }
  }

  /** Gives up a dial; under the lock. Its place is free once nothing of it is open. */
  void abandon(Dial dial, Later later) {
    Attempt running = dial.running();
    boolean queued = !dial.isPausing();
    dial.finish();
    state.dials.remove(dial);
    if (running != null) {
      later.add(
          () -> {
            if (running.abort()) {
              freePlace();
            }
          });
      return;
    }
    state.places--;
    if (queued) {
      later.add(() -> shared.places().withdraw(dial));
    }
  }

  void abandonAll(Later later) {
    for (Dial dial : new ArrayList<>(state.dials)) {
      abandon(dial, later);
    }
  }

  private void freePlace() {
    state.lock.run(
        later -> {
          later.add(shared.places()::release);
          state.places--;
          home.serving().serve(later);
        });
  }
}
