package io.conpool.impl.race;

import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Happy Eyeballs (RFC 8305, with version 3's race of handshakes): a state machine that is told what
 * has happened and says what to do. It opens nothing, reads no clock and has no thread; whoever
 * drives it calls it from one thread at a time.
 *
 * <p>IPv6 and IPv4 are asked for at once. What the resolver knows of IPv6 starts the race, or what
 * it knows of IPv4 if IPv6 is silent for the resolution delay. Each attempt has the attempt delay
 * for itself; then, or at once when one fails, the next begins. An answer that comes late joins the
 * part that has not been tried.
 *
 * <p>Where a handshake must follow, the first to connect is the front runner: while it shakes hands
 * the next attempt waits longer, for a race of handshakes burns session tickets and processor time.
 * Whoever connects meanwhile waits, connected, until the front runner fails or that pause ends.
 */
public final class Race {

  private final RaceRules rules;
  private final AddressOrder order;
  private final Set<AddressFamily> unanswered = EnumSet.noneOf(AddressFamily.class);
  private final Set<SocketAddress> known = new HashSet<>();
  private final List<Runner> runners = new ArrayList<>();
  private final List<Setback> setbacks = new ArrayList<>();
  private List<SocketAddress> untried = new ArrayList<>();

  /** From when on the next attempt may begin; a time of the clock. */
  private long nextStart;

  /** From when on another may shake hands beside the front runner; a time of the clock. */
  private long nextHandshake;

  /** Until when IPv4 addresses wait for IPv6; null where none do. */
  private @Nullable Long patientUntil;

  /** What was last asked for by {@link RaceAction.Wake}, if it is still to come. */
  private @Nullable Long wake;

  private boolean over;

  /**
   * Makes a race that has not begun.
   *
   * @param order in which order addresses are tried
   */
  public Race(RaceRules rules, AddressOrder order) {
    this.rules = rules;
    this.order = order;
  }

  /** Begins with addresses that need no resolver. */
  public List<RaceAction> begin(List<SocketAddress> addresses, long now) {
    if (over) {
      return List.of();
    }
    nextStart = now;
    learn(addresses);
    return advance(now, new ArrayList<>());
  }

  /** Begins with questions for the resolver: for each family, or one for any. */
  public List<RaceAction> ask(Collection<AddressFamily> families, long now) {
    if (over) {
      return List.of();
    }
    nextStart = now;
    List<RaceAction> actions = new ArrayList<>();
    for (AddressFamily family : families) {
      unanswered.add(family);
      actions.add(new RaceAction.Ask(family));
    }
    return advance(now, actions);
  }

  /** The resolver has answered. */
  public List<RaceAction> answered(AddressFamily family, List<SocketAddress> addresses, long now) {
    List<RaceAction> actions = new ArrayList<>();
    if (over || !unanswered.remove(family)) {
      return actions;
    }
    return met(addresses, now, actions);
  }

  /** The resolver has answered a part of the question, and the rest takes its time. */
  public List<RaceAction> answeredInPart(List<SocketAddress> addresses, long now) {
    List<RaceAction> actions = new ArrayList<>();
    return over ? actions : met(addresses, now, actions);
  }

  private List<RaceAction> met(List<SocketAddress> addresses, long now, List<RaceAction> actions) {
    learn(addresses);
    if (patientUntil == null && !untried.isEmpty()) {
      patientUntil = now + rules.resolutionDelay();
    }
    return advance(now, actions);
  }

  /** The resolver has no address of this family. */
  public List<RaceAction> unanswered(AddressFamily family, Throwable cause, long now) {
    List<RaceAction> actions = new ArrayList<>();
    if (over || !unanswered.remove(family)) {
      return actions;
    }
    setbacks.add(new Setback(Setback.Phase.RESOLVING, null, cause));
    return advance(now, actions);
  }

  /** An attempt has connected. */
  public List<RaceAction> connected(int attempt, long now) {
    List<RaceAction> actions = new ArrayList<>();
    Runner runner = runners.get(attempt);
    if (over || !runner.is(Runner.State.CONNECTING)) {
      return actions;
    }
    runner.connectTook = now - runner.startedAt;
    runner.state = Runner.State.CONNECTED;
    if (!rules.secured()) {
      win(runner, now, actions);
    }
    return advance(now, actions);
  }

  /** The handshake of an attempt is done. */
  public List<RaceAction> secured(int attempt, long now) {
    List<RaceAction> actions = new ArrayList<>();
    Runner runner = runners.get(attempt);
    if (!over && runner.is(Runner.State.SECURING)) {
      win(runner, now, actions);
    }
    return actions;
  }

  /**
   * An attempt has failed, and has closed what it had opened.
   *
   * @param decisive whether no other address can do better: a refused certificate is the name's
   */
  public List<RaceAction> failed(int attempt, Throwable cause, boolean decisive, long now) {
    List<RaceAction> actions = new ArrayList<>();
    Runner runner = runners.get(attempt);
    if (over || !runner.isUnderWay()) {
      return actions;
    }
    boolean freesHandshake = runner.is(Runner.State.SECURING);
    runner.state = Runner.State.OUT;
    Setback.Phase phase = freesHandshake ? Setback.Phase.SECURING : Setback.Phase.CONNECTING;
    setbacks.add(new Setback(phase, runner.address, cause));
    if (decisive) {
      lose(actions);
    } else if (freesHandshake) {
      nextHandshake = now;
      nextStart = now;
    } else if (count(Runner.State.SECURING) == 0) {
      nextStart = now;
    }
    return advance(now, actions);
  }

  /** The time that {@link RaceAction.Wake} told has come. */
  public List<RaceAction> timeCame(long now) {
    wake = null;
    return advance(now, new ArrayList<>());
  }

  /** The time for the whole race is up. */
  public List<RaceAction> timedOut(long now) {
    List<RaceAction> actions = new ArrayList<>();
    if (!over) {
      underWay().forEach(runner -> setbacks.add(silence(runner, now)));
      outAll(runner -> hadHisTime(runner, now), actions);
      lose(actions);
    }
    return actions;
  }

  /** Nobody wants the connection any more; that is nobody's fault. */
  public List<RaceAction> cancelled() {
    List<RaceAction> actions = new ArrayList<>();
    if (!over) {
      lose(actions);
    }
    return actions;
  }

  private void learn(List<SocketAddress> addresses) {
    List<SocketAddress> all = new ArrayList<>(untried);
    addresses.stream().filter(known::add).forEach(all::add);
    SocketAddress last = runners.isEmpty() ? null : runners.get(runners.size() - 1).address;
    untried = new ArrayList<>(order.arrange(last, all));
  }

  private List<RaceAction> advance(long now, List<RaceAction> actions) {
    while (!over && (secureNext(now, actions) || startNext(now, actions))) {}
    if (over) {
      return actions;
    } else if (isHopeless()) {
      lose(actions);
    } else {
      wakeInTime(actions);
    }
    return actions;
  }

  private boolean isHopeless() {
    return unanswered.isEmpty() && untried.isEmpty() && underWay().findAny().isEmpty();
  }

  private boolean waitsForSix() {
    return unanswered.contains(AddressFamily.IPV6) && runners.isEmpty();
  }

  private static boolean isPast(@Nullable Long time, long now) {
    return time != null && now - time >= 0;
  }

  /** Lets a connected one shake hands if that is due. */
  private boolean secureNext(long now, List<RaceAction> actions) {
    boolean alone = count(Runner.State.SECURING) == 0;
    if (!hasTurn() || (!alone && now - nextHandshake < 0)) {
      return false;
    }
    first(Runner.State.CONNECTED).ifPresent(runner -> secure(runner, now, actions));
    return true;
  }

  private boolean hasTurn() {
    return first(Runner.State.CONNECTED).isPresent()
        && count(Runner.State.SECURING) < RaceRules.MAX_HANDSHAKES;
  }

  /** Lets the next one start if that is due. */
  private boolean startNext(long now, List<RaceAction> actions) {
    boolean due = now - nextStart >= 0 && (!waitsForSix() || isPast(patientUntil, now));
    if (!due || untried.isEmpty() || !makeRoom(now, actions)) {
      return false;
    }
    Runner started = new Runner(runners.size(), untried.remove(0), now);
    runners.add(started);
    nextStart = now + rules.attemptDelay();
    actions.add(new RaceAction.Start(started.number, started.address));
    return true;
  }

  private boolean makeRoom(long now, List<RaceAction> actions) {
    if (!isFull()) {
      return true;
    }
    Optional<Runner> oldest = first(Runner.State.CONNECTING);
    oldest.ifPresent(
        runner -> {
          out(runner, hadHisTime(runner, now), actions);
          setbacks.add(silence(runner, now));
        });
    return oldest.isPresent();
  }

  private static Setback silence(Runner runner, long now) {
    long millis = TimeUnit.NANOSECONDS.toMillis(now - runner.startedAt);
    String what = runner.is(Runner.State.CONNECTED) ? "connected, but not its turn" : "not done";
    return new Setback(
        runner.is(Runner.State.SECURING) ? Setback.Phase.SECURING : Setback.Phase.CONNECTING,
        runner.address,
        new SocketTimeoutException(what + " within " + millis + " ms"));
  }

  private void secure(Runner runner, long now, List<RaceAction> actions) {
    runner.state = Runner.State.SECURING;
    nextStart = now + rules.pauseBehind(runner.connectTook);
    nextHandshake = nextStart;
    actions.add(new RaceAction.Secure(runner.number));
  }

  private void win(Runner winner, long now, List<RaceAction> actions) {
    over = true;
    winner.state = Runner.State.OUT;
    outAll(runner -> runner.number < winner.number && hadHisTime(runner, now), actions);
    actions.add(new RaceAction.Win(winner.number));
  }

  /** Whoever is still under way has not failed by himself. */
  private void lose(List<RaceAction> actions) {
    over = true;
    outAll(runner -> false, actions);
    actions.add(new RaceAction.Lose(List.copyOf(setbacks)));
  }

  /** Whether an attempt has had as long as its address may take. */
  private boolean hadHisTime(Runner runner, long now) {
    return now - runner.startedAt >= rules.fairTime();
  }

  /**
   * Takes out all that are under way.
   *
   * @param late who has had the time to connect, and has not
   */
  private void outAll(Predicate<Runner> late, List<RaceAction> actions) {
    underWay()
        .toList()
        .forEach(
            runner ->
                out(runner, !runner.is(Runner.State.CONNECTED) && late.test(runner), actions));
  }

  private static void out(Runner runner, boolean overtaken, List<RaceAction> actions) {
    runner.state = Runner.State.OUT;
    actions.add(new RaceAction.Abort(runner.number, overtaken));
  }

  private Stream<Runner> underWay() {
    return runners.stream().filter(Runner::isUnderWay);
  }

  private void wakeInTime(List<RaceAction> actions) {
    Long next = null;
    if (waitsForSix()) {
      next = patientUntil;
    } else {
      next = hasTurn() ? nextHandshake : null;
      if (!untried.isEmpty() && hasRoom() && (next == null || nextStart - next < 0)) {
        next = nextStart;
      }
    }
    if (next != null && !next.equals(wake)) {
      actions.add(new RaceAction.Wake(next));
    }
    wake = next;
  }

  /** Whether one more could start, in the place of another if need be. */
  private boolean hasRoom() {
    return !isFull() || first(Runner.State.CONNECTING).isPresent();
  }

  private boolean isFull() {
    return underWay().count() >= RaceRules.MAX_ATTEMPTS;
  }

  private Optional<Runner> first(Runner.State state) {
    return runners.stream().filter(with(state)).findFirst();
  }

  private long count(Runner.State state) {
    return runners.stream().filter(with(state)).count();
  }

  private static Predicate<Runner> with(Runner.State state) {
    return runner -> runner.is(state);
  }
}
