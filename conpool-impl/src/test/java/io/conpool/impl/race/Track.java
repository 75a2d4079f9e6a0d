package io.conpool.impl.race;

import io.conpool.spi.AddressFamily;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A race over a scripted network, in a time of its own: what each address does and when, and what
 * came of it.
 */
final class Track {

  /** What an address does; the times count from when it is tried. */
  record Fate(long after, boolean connects, @Nullable Hands hands) {}

  /** What a handshake does; the time counts from when it begins. */
  record Hands(long after, boolean succeeds, boolean decisive) {}

  private record Due(long time, long number, Supplier<List<RaceAction>> event) {}

  private final Race race;
  private final Map<SocketAddress, Fate> fates = new HashMap<>();
  private final Map<Integer, SocketAddress> started = new HashMap<>();
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparingLong(Due::number));
  private long planned;
  private long now;
  private long wake = -1;
  private Optional<SocketAddress> winner = Optional.empty();
  private @Nullable List<Setback> setbacks;

  /** When each address was tried. */
  final List<String> log = new ArrayList<>();

  /** Who was late. */
  final List<SocketAddress> late = new ArrayList<>();

  Track(RaceRules rules, AddressOrder order) {
    race = new Race(rules, order);
  }

  Track(RaceRules rules) {
    this(rules, (last, untried) -> untried);
  }

  static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  Track silent(SocketAddress... addresses) {
    return fated(new Fate(Long.MAX_VALUE / 4, false, null), addresses);
  }

  Track refused(SocketAddress... addresses) {
    return fated(new Fate(0, false, null), addresses);
  }

  Track fated(Fate fate, SocketAddress... addresses) {
    for (SocketAddress address : addresses) {
      fates.put(address, fate);
    }
    return this;
  }

  /** The resolver answers after a while, or fails where there is no address. */
  Track answer(AddressFamily family, long millis, SocketAddress... addresses) {
    plan(
        millis(millis),
        () ->
            addresses.length == 0
                ? race.unanswered(family, new IOException("no " + family), now)
                : race.answered(family, List.of(addresses), now));
    return this;
  }

  Track cancelAfter(long millis) {
    plan(millis(millis), race::cancelled);
    return this;
  }

  Track timeOutAfter(long millis) {
    plan(millis(millis), () -> race.timedOut(now));
    return this;
  }

  /** Runs a race over these addresses to its end. */
  Track run(SocketAddress... addresses) {
    obey(race.begin(List.of(addresses), now));
    return finish();
  }

  /** Runs a race that asks the resolver first. */
  Track runAsking(AddressFamily... families) {
    obey(race.ask(List.of(families), now));
    return finish();
  }

  private Track finish() {
    while (!isOver() && !agenda.isEmpty()) {
      Due due = agenda.remove();
      now = due.time;
      obey(due.event.get());
    }
    return this;
  }

  boolean isOver() {
    return winner.isPresent() || setbacks != null;
  }

  Optional<SocketAddress> winner() {
    return winner;
  }

  List<Setback> setbacks() {
    return setbacks == null ? List.of() : setbacks;
  }

  boolean isLost() {
    return setbacks != null;
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(now);
  }

  private void plan(long after, Supplier<List<RaceAction>> event) {
    agenda.add(new Due(now + after, planned++, event));
  }

  private void obey(List<RaceAction> actions) {
    for (RaceAction action : actions) {
      if (action instanceof RaceAction.Start start) {
        start(start);
      } else if (action instanceof RaceAction.Secure secure) {
        secure(secure.attempt());
      } else if (action instanceof RaceAction.Wake told) {
        wake = told.time();
        plan(told.time() - now, () -> told.time() == wake ? race.timeCame(now) : List.of());
      } else if (action instanceof RaceAction.Win win) {
        winner = Optional.of(started.get(win.attempt()));
      } else if (action instanceof RaceAction.Lose lose) {
        setbacks = lose.setbacks();
      } else if (action instanceof RaceAction.Abort abort) {
        log.add(elapsedMillis() + " abort " + started.get(abort.attempt()));
        if (abort.overtaken()) {
          late.add(started.get(abort.attempt()));
        }
      }
    }
  }

  private void start(RaceAction.Start start) {
    SocketAddress address = start.address();
    started.put(start.attempt(), address);
    log.add(elapsedMillis() + " try " + address);
    Fate fate = fates.getOrDefault(address, new Fate(0, true, null));
    plan(
        fate.after,
        () ->
            fate.connects
                ? race.connected(start.attempt(), now)
                : race.failed(start.attempt(), new IOException("refused"), false, now));
  }

  private void secure(int attempt) {
    log.add(elapsedMillis() + " secure " + started.get(attempt));
    Fate fate = fates.getOrDefault(started.get(attempt), new Fate(0, true, null));
    Hands hands = fate.hands == null ? new Hands(0, true, false) : fate.hands;
    plan(
        hands.after,
        () ->
            hands.succeeds
                ? race.secured(attempt, now)
                : race.failed(attempt, new IOException("handshake"), hands.decisive, now));
  }
}
