package io.conpool.impl.dial;

import io.conpool.TimeSource;
import io.conpool.impl.race.Race;
import io.conpool.impl.race.RaceAction;
import io.conpool.impl.race.Setback;
import io.conpool.impl.time.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Runs one {@link Race} on transports. The first attempt runs on the thread of the dial, each other
 * one on a thread of its own; the race is told what happens by whoever sees it, and what it says is
 * done by the same thread after the lock.
 */
final class RaceDriver {

  private final Platform platform;
  private final Course course;
  private final Race race;
  private final boolean secured;
  private final Thread dialing = Thread.currentThread();

  /** Guards the race and the fields below that are not volatile. */
  private final Lock lock;

  private final List<Entrant> entrants = new ArrayList<>();
  private TimeSource.@Nullable Timer timer;
  private long wakeAt;

  private volatile @Nullable Entrant first;
  private volatile @Nullable Entrant winner;
  private volatile @Nullable List<Setback> lost;

  RaceDriver(Platform platform, Course course, Race race, boolean secured) {
    this.platform = platform;
    this.course = course;
    this.race = race;
    this.secured = secured;
    this.lock = platform.newLock();
  }

  /** Something that the race is told; returns what it says. */
  @FunctionalInterface
  interface Event {
    List<RaceAction> tell(Race race, long now);
  }

  /**
   * Runs the race to its end; called once, by the thread that made this. Null if nobody has won.
   */
  @Nullable Entrant run(Event begin) {
    tell(begin);
    boolean ran = false;
    while (winner == null && lost == null) {
      Entrant own = first;
      if (own == null || ran) {
        platform.park(Platform.FOREVER);
      } else {
        ran = true;
        own.run();
      }
    }
    return winner;
  }

  /** Why nobody has won. */
  List<Setback> setbacks() {
    List<Setback> all = lost;
    return all == null ? List.of() : all;
  }

  /** Tells the race what has happened, and does what it says. From any thread, without locks. */
  void tell(Event event) {
    List<Runnable> steps = new ArrayList<>();
    lock.lock();
    try {
      for (RaceAction action : event.tell(race, platform.now())) {
        steps.add(step(action));
      }
    } finally {
      lock.unlock();
    }
    steps.forEach(Runnable::run);
  }

  /** Ends the race: once this has returned nothing of it is open, not even what has won. */
  void cancel() {
    tell((running, now) -> running.cancelled());
    List<Entrant> all;
    lock.lock();
    try {
      all = List.copyOf(entrants);
    } finally {
      lock.unlock();
    }
    all.forEach(Entrant::abort);
  }

  /** What an action means; decided under the lock, done after it. */
  private Runnable step(RaceAction action) {
    if (action instanceof RaceAction.Ask ask) {
      return () -> course.ask(ask.family(), this);
    } else if (action instanceof RaceAction.Start start) {
      Entrant entrant =
          new Entrant(this, course, platform, secured, start.attempt(), start.address());
      entrants.add(entrant);
      return () -> start(start.attempt(), entrant);
    } else if (action instanceof RaceAction.Secure secure) {
      return entrants.get(secure.attempt())::secureNow;
    } else if (action instanceof RaceAction.Abort abort) {
      return entrants.get(abort.attempt())::abort;
    } else if (action instanceof RaceAction.Wake wake) {
      wakeAt = wake.time();
      return () -> wakeAt(wake.time());
    } else if (action instanceof RaceAction.Win win) {
      Entrant won = entrants.get(win.attempt());
      return () -> end(won, List.of());
    }
    RaceAction.Lose lose = (RaceAction.Lose) action;
    return () -> end(null, lose.setbacks());
  }

  private void start(int number, Entrant entrant) {
    if (number == 0) {
      first = entrant;
      platform.unpark(dialing);
      return;
    }
    try {
      course.start(entrant::run);
    } catch (RejectedExecutionException e) {
      tell((running, now) -> running.failed(number, e, false, now));
    }
  }

  private void wakeAt(long time) {
    TimeSource.Timer made;
    try {
      made = platform.schedule(time, () -> timeCame(time));
    } catch (RejectedExecutionException e) { // no thread for timers: nobody can be waited for
      tell((running, now) -> running.timeCame(time));
      return;
    }
    TimeSource.Timer before;
    lock.lock();
    try {
      before = timer;
      timer = made;
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.cancel();
    }
  }

  private void timeCame(long time) {
    tell((running, now) -> time == wakeAt ? running.timeCame(now) : List.of());
  }

  private void end(@Nullable Entrant won, List<Setback> setbacks) {
    TimeSource.Timer pending;
    lock.lock();
    try {
      pending = timer;
    } finally {
      lock.unlock();
    }
    if (pending != null) {
      pending.cancel();
    }
    if (won == null) {
      lost = setbacks;
    } else {
      winner = won;
    }
    platform.unpark(dialing);
  }
}
