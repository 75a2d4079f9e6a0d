package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.address.AddressBook;
import io.conpool.impl.dial.DialObserver;
import io.conpool.impl.observe.GuardedListener;
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
 * Keeps up with what is heard of one endpoint's addresses: retires the connections to those that the
 * resolver does not name any more, and asks it again while the endpoint has connections.
 *
 * <p>Its fields are guarded by the endpoint's lock.
 */
final class Following implements DialObserver {

  /** The least time until the resolver is asked again, whatever it says or does not say. */
  private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final EndpointPool home;
  private final EndpointState state;
  private final Shared shared;
  private final Platform platform;
  private final @Nullable GuardedListener listener;

  private long planned;
  private boolean isPlanned;

  Following(EndpointPool home, EndpointState state, Shared shared) {
    this.home = home;
    this.state = state;
    this.shared = shared;
    this.platform = shared.platform();
    this.listener = shared.listener();
  }

  @Override
  public void answered(AddressFamily family, List<SocketAddress> addresses, long freshUntil) {
    AddressBook.Change change = state.addresses.answered(family, addresses);
    state.lock.run(
        later -> {
          if (!change.left().isEmpty()) {
            home.retiring().addressesLeft(change.left(), later);
          }
          plan(freshUntil, later);
        });
    if (change.isNews()) {
      Loggers.DNS.log(
          System.Logger.Level.DEBUG,
          () -> state.endpoint.authority() + " has other addresses now: " + addresses);
      if (listener != null) {
        listener.addressesChanged(state.endpoint, addresses);
      }
    }
  }

  @Override
  public void attemptFailed(SocketAddress address, Throwable cause) {
    state.lock.run(later -> state.tally.attemptFailed());
    Loggers.DIAL.log(
        System.Logger.Level.DEBUG,
        () -> state.endpoint.authority() + ": an attempt at " + address + " failed",
        cause);
    if (listener != null) {
      listener.attemptFailed(state.endpoint, address, cause);
    }
  }

  /** An address has failed too often. */
  void setAside(SocketAddress address, Duration pause) {
    Loggers.DIAL.log(
        System.Logger.Level.WARNING,
        () ->
            state.endpoint.authority() + ": " + address + " keeps failing; set aside for " + pause);
    if (listener != null) { // this may be the thread of the timers, which a listener must not hold
      shared.startOrRun(
          new Platform.Task(
              "conpool-notify-" + state.endpoint.authority(),
              false,
              Platform.Urgency.YIELDING,
              () -> listener.addressSetAside(state.endpoint, address, pause)));
    }
  }

  /** Plans to ask again when an answer is over. Under the lock. */
  private void plan(long time, Later later) {
    long now = platform.now();
    long at = now + Math.max(LEAST_PAUSE, time - now);
    if (!isPlanned || planned - at > 0) {
      planned = at;
      isPlanned = true;
      later.add(() -> schedule(at));
    }
  }

  private void schedule(long time) {
    try {
      platform.schedule(time, () -> timeCame(time));
    } catch (RejectedExecutionException e) { // no thread to be had: the next answer plans again
      state.lock.run(later -> isPlanned = false);
    }
  }

  /** Asks, unless nobody would be served by the answer; a dial asks for itself. */
  private void timeCame(long time) {
    boolean due =
        state.lock.ask(
            later -> {
              if (!isPlanned || planned != time) {
                return false; // overtaken by an earlier plan
              }
              isPlanned = false;
              return !state.entries.isEmpty() && !state.gate.has(Gate.CLOSED | Gate.GONE);
            });
    if (due) {
      shared.startOrRun(
          new Platform.Task(
              "conpool-refresh-" + state.endpoint.authority(),
              false,
              Platform.Urgency.YIELDING,
              this::refresh));
    }
  }

  private void refresh() {
    shared.dialer().refresh(state.config, state.endpoint, this, this::tryLater);
  }

  private void tryLater() {
    state.lock.run(later -> plan(platform.now(), later));
  }
}
