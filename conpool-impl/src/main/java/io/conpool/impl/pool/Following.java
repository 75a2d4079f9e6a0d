package io.conpool.impl.pool;

import io.conpool.TimeSource;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.dial.DialObserver;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up with what is heard of one endpoint's addresses: retires the connections to those that
 * the resolver does not name any more, and asks it again while the endpoint has connections.
 *
 * <p>Whoever tells it something is on a thread that others wait for, so closing and listeners are
 * left to threads of their own. Its fields are guarded by the endpoint's lock.
 */
final class Following implements DialObserver {

  /** The least time until the resolver is asked again, whatever it says. */
  private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** When it is asked again if it could not tell. */
  private static final long TROUBLE_PAUSE = TimeUnit.SECONDS.toNanos(5);

  /** When it is asked again if there is no address at all any more. */
  private static final long VAIN_PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final EndpointPool home;
  private final EndpointState state;
  private final Shared shared;
  private final Platform platform;
  private final Notices notices;

  /** When the resolver is to be asked next, a time of the clock; null if that is not planned. */
  private @Nullable Long planned;

  private TimeSource.@Nullable Timer timer;

  Following(EndpointPool home, EndpointState state, Shared shared) {
    this.home = home;
    this.state = state;
    this.shared = shared;
    this.platform = shared.platform();
    this.notices = new Notices(state, shared);
  }

  @Override
  public void answered(AddressFamily family, List<SocketAddress> addresses, long freshUntil) {
    changed(state.addresses.answered(family, addresses));
    state.lock.run(
        later -> {
          long now = platform.now();
          plan(now + Math.max(LEAST_PAUSE, freshUntil - now), later);
        });
  }

  @Override
  public void unanswered(AddressFamily family, boolean temporary) {
    changed(state.addresses.unanswered(family, temporary));
    if (temporary || !state.addresses.hasOther(family)) { // else the other one's answer plans
      long pause = temporary ? TROUBLE_PAUSE : VAIN_PAUSE;
      state.lock.run(later -> plan(platform.now() + pause, later));
    }
  }

  private void changed(AddressBook.Change change) {
    if (!change.left().isEmpty()) {
      Later elsewhere = new Later();
      state.lock.run(later -> home.retiring().addressesLeft(change.left(), elsewhere));
      start("conpool-close-", elsewhere::run);
    }
    if (change.isNews()) {
      List<SocketAddress> now = change.now();
      Loggers.DNS.log(
          System.Logger.Level.DEBUG,
          () -> state.endpoint.authority() + " has other addresses now: " + now);
      notices.add(listener -> listener.addressesChanged(state.endpoint, now));
    }
  }

  @Override
  public void attemptFailed(SocketAddress address, Throwable cause) {
    state.lock.run(later -> state.tally.attemptFailed());
    Loggers.DIAL.log(
        System.Logger.Level.DEBUG,
        () -> state.endpoint.authority() + ": an attempt at " + address + " failed",
        cause);
    notices.add(listener -> listener.attemptFailed(state.endpoint, address, cause));
  }

  /** An address has failed too often. */
  void setAside(SocketAddress address, Duration pause) {
    Loggers.DIAL.log(
        System.Logger.Level.WARNING,
        () ->
            state.endpoint.authority() + ": " + address + " keeps failing; set aside for " + pause);
    notices.add(listener -> listener.addressSetAside(state.endpoint, address, pause));
  }

  /** An address that was set aside has connected again. */
  void restored(SocketAddress address) {
    Loggers.DIAL.log(
        System.Logger.Level.INFO, () -> state.endpoint.authority() + ": " + address + " is back");
    notices.add(listener -> listener.addressRestored(state.endpoint, address));
  }

  private void start(String name, Runnable body) {
    shared.startOrRun(
        new Platform.Task(name + state.endpoint.authority(), false, Platform.Urgency.PROMPT, body));
  }

  /** Plans to ask again, unless that is planned for an earlier time. Under the lock. */
  private void plan(long time, Later later) {
    if (planned == null || planned - time > 0) {
      planned = time;
      later.add(() -> schedule(time));
    }
  }

  private void schedule(long time) {
    TimeSource.Timer made;
    try {
      made = platform.schedule(time, () -> timeCame(time));
    } catch (RejectedExecutionException e) { // no thread to be had: the next answer plans again
      state.lock.run(later -> planned = null);
      return;
    }
    TimeSource.Timer needless =
        state.lock.find(
            later -> {
              if (!isPlanned(time)) {
                return made;
              }
              TimeSource.Timer before = timer;
              timer = made;
              return before;
            });
    if (needless != null) {
      needless.cancel();
    }
  }

  private boolean isPlanned(long time) {
    return planned != null && planned == time;
  }

  /** Asks, unless nobody would be served by the answer; a dial asks for itself. */
  private void timeCame(long time) {
    boolean due =
        state.lock.ask(
            later -> {
              if (!isPlanned(time)) {
                return false; // overtaken by an earlier plan
              }
              planned = null;
              boolean inUse = !state.entries.isEmpty() || !state.dials.isEmpty();
              return inUse && !state.gate.has(Gate.CLOSED | Gate.GONE);
            });
    if (due) {
      start("conpool-refresh-", () -> shared.dialer().refresh(state.config, state.endpoint, this));
    }
  }

  /** The endpoint leaves. Under the lock. */
  void stop(Later later) {
    planned = null;
    TimeSource.Timer pending = timer;
    if (pending != null) {
      later.add(pending::cancel);
    }
  }
}
