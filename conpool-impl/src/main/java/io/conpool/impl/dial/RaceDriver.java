package io.conpool.impl.dial;

import io.conpool.TimeSource;
import io.conpool.impl.address.BookedOrder;
import io.conpool.impl.race.Race;
import io.conpool.impl.race.RaceAction;
import io.conpool.impl.race.RaceRules;
import io.conpool.impl.race.Setback;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Runs one {@link Race} on transports. An attempt runs on the thread of the dial if that is free,
 * else on one of its own; the race is told what happens by whoever sees it, and what it says is
 * done by the same thread after the lock.
 */
final class RaceDriver {

  private final Platform platform;
  private final Course course;
  private final BookedOrder order;
  private final Race race;
  private final boolean secured;
  private final Thread dialing = Thread.currentThread();

  /** Guards the race, its order, and the fields below that are not volatile. */
  private final Lock lock;

  private final List<Entrant> entrants = new ArrayList<>();

  /** Whether the thread of the dial has nothing to do. */
  private boolean isFree = true;

  /** What it is to do next. */
  private @Nullable Entrant next;

  private TimeSource.@Nullable Timer timer;
  private long wakeAt;
  private boolean isOver;

  private volatile @Nullable Outcome outcome;

  RaceDriver(Platform platform, Course course, RaceRules rules, BookedOrder order) {
    this.platform = platform;
    this.course = course;
    this.order = order;
    this.race = new Race(rules, order);
    this.secured = rules.secured();
    this.lock = platform.newLock();
  }

  /** Something that the race is told; returns what it says. */
  @FunctionalInterface
  interface Event {

    Event NOTHING = (race, now) -> List.of();

    List<RaceAction> tell(Race race, long now);
  }

  /**
   * How a race has ended.
   *
   * @param winner who has won, null if nobody
   * @param setbacks why nobody has won; empty if somebody has
   */
  record Outcome(@Nullable Entrant winner, List<Setback> setbacks) {}

  /** Runs the race to its end; called once, by the thread that made this. */
  Outcome run(Event begin) {
    tell(begin);
    for (; ; ) {
      Entrant mine = takeNext(); // first, since a lock may use up the permit of an unpark
      Outcome end = outcome;
      if (mine != null) {
        tell(mine.run(), true);
        mine.report();
      } else if (end != null) {
        return end;
      } else {
        // Left behind by something foreign; who closes the pool ends the race as well.
        Thread.interrupted();
        platform.park(Platform.FOREVER);
      }
    }
  }

  private @Nullable Entrant takeNext() {
    lock.lock();
    try {
      Entrant taken = next;
      next = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the race what has happened, and does what it says. From any thread, without locks. */
  void tell(Event event) {
    tell(event, false);
  }

  /**
   * Tells the race what has happened.
   *
   * @param frees whether the thread of the dial tells it, which has nothing more to do
   */
  private void tell(Event event, boolean frees) {
    Later later = new Later();
    try {
      decide(event, frees, later);
    } finally {
      later.run();
    }
  }

  private void decide(Event event, boolean frees, Later later) {
    lock.lock();
    try {
      isFree |= frees;
      List<AddressFamily> questions = new ArrayList<>();
      for (RaceAction action : event.tell(race, platform.now())) {
        if (action instanceof RaceAction.Ask ask) {
          questions.add(ask.family());
        } else {
          later.add(step(action));
        }
      }
      if (!questions.isEmpty()) {
        later.add(() -> ask(questions));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks. What the resolver's cache knows comes at once, and is told all together, so that none of
   * it begins the race before the rest is there; in reverse, since an answer about IPv4 waits for
   * the one about IPv6.
   */
  private void ask(List<AddressFamily> families) {
    Deque<Event> known = new ArrayDeque<>();
    AtomicReference<@Nullable Thread> asking = new AtomicReference<>(Thread.currentThread());
    for (AddressFamily family : families) {
      course.ask(
          family,
          answer -> {
            if (asking.get() == Thread.currentThread()) {
              known.push(answer);
            } else {
              tell(answer);
            }
          });
    }
    asking.set(null);
    if (!known.isEmpty()) {
      tell(
          (running, now) ->
              known.stream().flatMap(each -> each.tell(running, now).stream()).toList());
    }
  }

  /** The time for the whole race is up. */
  void timeOut() {
    tell(Race::timedOut);
  }

  /**
   * Ends the race; called once whoever has won is not wanted either.
   *
   * @return false if what has won was taken; else nothing of the race is open now, and nothing will
   *     be
   */
  boolean cancel() {
    tell((running, now) -> running.cancelled());
    List<Entrant> all;
    lock.lock();
    try {
      all = List.copyOf(entrants);
    } finally {
      lock.unlock();
    }
    boolean ended = true;
    for (Entrant entrant : all) {
      ended &= entrant.abort(false);
    }
    return ended;
  }

  /** What an action means; decided under the lock, done after it. */
  private Runnable step(RaceAction action) {
    if (action instanceof RaceAction.Start start) {
      Entrant entrant =
          new Entrant(this, course, platform, secured, start.attempt(), order.use(start.address()));
      entrants.add(entrant);
      return starting(entrant);
    } else if (action instanceof RaceAction.Secure secure) {
      return entrants.get(secure.attempt())::secureNow;
    } else if (action instanceof RaceAction.Abort abort) {
      Entrant entrant = entrants.get(abort.attempt());
      return () -> entrant.abort(abort.overtaken());
    } else if (action instanceof RaceAction.Wake wake) {
      wakeAt = wake.time();
      return () -> wakeAt(wake.time());
    } else if (action instanceof RaceAction.Win win) {
      return ending(new Outcome(entrants.get(win.attempt()), List.of()));
    }
    RaceAction.Lose lose = (RaceAction.Lose) action;
    return ending(new Outcome(null, lose.setbacks()));
  }

  private Runnable starting(Entrant entrant) {
    if (isFree) {
      isFree = false;
      next = entrant;
      return () -> platform.unpark(dialing);
    }
    return () -> {
      try {
        course.start(
            () -> {
              tell(entrant.run());
              entrant.report();
            });
      } catch (RuntimeException | Error e) { // no thread, or a foreign thread factory
        tell(entrant.refused(e));
      }
    };
  }

  private Runnable ending(Outcome end) {
    isOver = true;
    order.end();
    TimeSource.Timer pending = timer;
    return () -> {
      if (pending != null) {
        pending.cancel();
      }
      outcome = end;
      platform.unpark(dialing);
    };
  }

  private void wakeAt(long time) {
    TimeSource.Timer made;
    try {
      made = platform.schedule(time, () -> tell(Race::timeCame));
    } catch (RuntimeException | Error e) { // no thread for timers: nobody can be waited for
      timeOut();
      return;
    }
    TimeSource.Timer needless;
    lock.lock();
    try {
      if (isOver
          || time != wakeAt) { // the race has ended, or another thread has a later word of it
        needless = made;
      } else {
        needless = timer;
        timer = made;
      }
    } finally {
      lock.unlock();
    }
    if (needless != null) {
      needless.cancel();
    }
  }
}
