package io.conpool.impl.dial;

import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One attempt of a race: connects, waits for its turn to shake hands, and tells how it went. */
final class Entrant {

  private enum Turn {
    NOT_YET,
    NOW,
    NEVER
  }

  private final RaceDriver driver;
  private final Course course;
  private final Platform platform;
  private final boolean secured;
  private final int number;
  private final SocketAddress address;
  private final TransportSlot slot = new TransportSlot();
  private volatile Turn turn = Turn.NOT_YET;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Wire wire;
  private volatile @Nullable Transport transport;

  Entrant(
      RaceDriver driver,
      Course course,
      Platform platform,
      boolean secured,
      int number,
      SocketAddress address) {
    this.driver = driver;
    this.course = course;
    this.platform = platform;
    this.secured = secured;
    this.number = number;
    this.address = address;
  }

  SocketAddress address() {
    return address;
  }

  /** Holds what it has opened; whoever has won takes over. */
  TransportSlot slot() {
    return slot;
  }

  /** What it has won with. */
  @Nullable Wire wire() {
    return wire;
  }

  /** What it has won with. */
  @Nullable Transport transport() {
    return transport;
  }

  /** Runs it to its end, on the calling thread. */
  void run() {
    thread = Thread.currentThread();
    try {
      Transport opened = course.open(address);
      if (!slot.put(opened)) {
        return;
      }
      opened.connect();
      transport = opened;
      if (secured) {
        driver.tell((race, now) -> race.connected(number, now));
        if (!awaitTurn()) {
          return;
        }
        wire = course.secure(opened);
        driver.tell((race, now) -> race.secured(number, now));
      } else {
        wire = course.secure(opened);
        driver.tell((race, now) -> race.connected(number, now));
      }
    } catch (Throwable e) { // providers are foreign code: an Error in one must not lose the race
      slot.discard();
      driver.tell((race, now) -> race.failed(number, e, course.isDecisive(e), now));
    }
  }

  private boolean awaitTurn() {
    while (turn == Turn.NOT_YET) {
      platform.park(Platform.FOREVER);
    }
    return turn == Turn.NOW;
  }

  /** Its turn to shake hands has come. */
  void secureNow() {
    turn = Turn.NOW;
    wake();
  }

  /** Closes what it has open, or will have. From any thread. */
  void abort() {
    turn = Turn.NEVER;
    slot.abort();
    wake();
  }

  private void wake() {
    Thread running = thread;
    if (running != null) {
      platform.unpark(running);
    }
  }
}
