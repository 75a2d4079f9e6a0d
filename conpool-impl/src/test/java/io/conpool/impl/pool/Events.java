package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.Endpoint;
import io.conpool.PoolException;
import io.conpool.PoolListener;
import io.conpool.impl.sim.Simulation;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A listener that writes down what it is told; fails the run where it is called under a lock. */
final class Events implements PoolListener {

  /** Each event in words, in the order in which they came. */
  final List<String> all = new ArrayList<>();

  /** Why connections were closed, in that order. */
  final List<CloseReason> closed = new ArrayList<>();

  /** How much time had passed when each of them was closed. */
  final List<Duration> closedAt = new ArrayList<>();

  /** What failed callers were told. */
  final List<PoolException> failures = new ArrayList<>();

  /** What failed dials came to. */
  final List<PoolException> failedDials = new ArrayList<>();

  /** Where suspected leaks were acquired, by how long they had lasted. */
  final List<Map.Entry<Duration, Throwable>> leaks = new ArrayList<>();

  private final Simulation sim;

  Events(Simulation sim) {
    this.sim = sim;
  }

  private void add(String event) {
    sim.requireNoLock("told a listener: " + event);
    sim.yieldPoint();
    all.add(event);
  }

  @Override
  public void connectionOpened(Endpoint endpoint, SocketAddress address, Duration took) {
    add("opened " + endpoint.authority() + " at " + address + " in " + took);
  }

  @Override
  public void connectionClosed(Endpoint endpoint, SocketAddress address, CloseReason reason) {
    add("closed " + endpoint.authority() + " at " + address + ": " + reason);
    closed.add(reason);
    closedAt.add(sim.elapsed());
  }

  @Override
  public void attemptFailed(Endpoint endpoint, SocketAddress address, Throwable cause) {
    add("attempt at " + address + " failed");
  }

  @Override
  public void addressSetAside(Endpoint endpoint, SocketAddress address, Duration pause) {
    add("set aside " + address + " for " + pause);
  }

  @Override
  public void addressRestored(Endpoint endpoint, SocketAddress address) {
    add("restored " + address);
  }

  @Override
  public void addressesChanged(Endpoint endpoint, List<SocketAddress> addresses) {
    add("addresses of " + endpoint.authority() + ": " + addresses);
  }

  @Override
  public void dialFailed(Endpoint endpoint, PoolException failure) {
    add("dial failed " + endpoint.authority());
    failedDials.add(failure);
  }

  @Override
  public void acquired(Endpoint endpoint, boolean reused, Duration waited) {
    add("acquired " + endpoint.authority() + (reused ? " again" : "") + " after " + waited);
  }

  @Override
  public void acquireFailed(Endpoint endpoint, PoolException failure) {
    add("failed " + endpoint.authority());
    failures.add(failure);
  }

  @Override
  public void released(Endpoint endpoint) {
    add("released " + endpoint.authority());
  }

  @Override
  public void leakSuspected(Endpoint endpoint, Duration held, Throwable acquiredAt) {
    add("leak of " + endpoint.authority());
    leaks.add(Map.entry(held, acquiredAt));
  }
}
