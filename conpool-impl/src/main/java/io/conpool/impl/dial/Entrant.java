package io.conpool.impl.dial;

import io.conpool.impl.address.AddressUse;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a race: connects, waits for its turn to shake hands, and tells how it went. Run
 * once, by one thread; the rest from any.
 */
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
  private final AddressUse use;
  private final TransportSlot slot = new TransportSlot();
  private volatile Turn turn = Turn.NOT_YET;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Finish finish;

  /**
   * Whether somebody sees to its use, now that it has come to nothing: it may fail just as it is
   * overtaken.
   */
  private final AtomicBoolean settled = new AtomicBoolean();

  /** Whether the address has had a say; what fails before that is this machine's fault. */
  private boolean reaching;

  /** Why it has failed by itself, for the thread that runs it. */
  private @Nullable Throwable failure;

  Entrant(
      RaceDriver driver,
      Course course,
      Platform platform,
      boolean secured,
      int number,
      AddressUse use) {
    this.driver = driver;
    this.course = course;
    this.platform = platform;
    this.secured = secured;
    this.number = number;
    this.use = use;
  }

  /** What it has won with. */
  record Finish(Transport transport, Wire wire) {}

  Finish finish() {
    return Objects.requireNonNull(finish, "it has not won");
  }

  SocketAddress address() {
    return use.address();
  }

  /** What has won lives on: whoever takes the transport ends the use. */
  AddressUse use() {
    return use;
  }

  /**
   * Takes what it has won with, which stays open from now on; false if the race was cancelled
   * meanwhile.
   */
  boolean take() {
    return slot.take();
  }

  /**
   * Runs it to its end, on the calling thread.
   *
   * @return what the race is to be told last
   */
  RaceDriver.Event run() {
    thread = Thread.currentThread();
    forgetInterrupt();
    try {
      return connect();
    } catch (Throwable e) { // providers are foreign code: an Error in one must not lose the race
      return failed(e);
    }
  }

  private RaceDriver.Event connect() throws DialFailure, IOException {
    if (slot.isAborted()) {
      return RaceDriver.Event.NOTHING;
    }
    Transport transport = course.open(address());
    if (!slot.put(transport)) {
      return RaceDriver.Event.NOTHING;
    }
    reaching = true;
    course.connect(transport);
    forgetInterrupt();
    if (secured) {
      driver.tell((race, now) -> race.connected(number, now));
      if (!awaitTurn()) {
        return RaceDriver.Event.NOTHING;
      }
    }
    finish = new Finish(transport, course.secure(transport));
    use.succeeded();
    return secured
        ? (race, now) -> race.secured(number, now)
        : (race, now) -> race.connected(number, now);
  }

  private RaceDriver.Event failed(Throwable cause) {
    boolean aborted = slot.isAborted();
    slot.discard();
    boolean decisive = Verdict.isDecisive(cause);
    if (!aborted && settled.compareAndSet(false, true)) { // else whoever aborted it does
      failure = cause;
      if (reaching && !decisive) {
        use.failed();
      }
      use.end();
    }
    return (race, now) -> race.failed(number, cause, decisive, now);
  }

  /** Tells how it has failed, once the race knows: listeners may take their time. */
  void report() {
    if (failure != null) {
      course.failed(address(), failure);
    }
  }

  /** There is no thread for it. */
  RaceDriver.Event refused(Throwable cause) {
    abort(false);
    IOException failure = new IOException("no thread to connect on", cause);
    return (race, now) -> race.failed(number, failure, false, now);
  }

  /**
   * What somebody foreign has left behind is none of this attempt's business, and would end the
   * next call that blocks; whoever wants its end aborts it.
   */
  private static void forgetInterrupt() {
    Thread.interrupted();
  }

  private boolean awaitTurn() {
    while (turn == Turn.NOT_YET) {
      forgetInterrupt();
      platform.park(Platform.FOREVER);
    }
    return turn == Turn.NOW;
  }

  /** Its turn to shake hands has come. */
  void secureNow() {
    turn = Turn.NOW;
    wake();
  }

  /**
   * Closes what it has open, or will have.
   *
   * @param overtaken whether that speaks against its address
   * @return false if it has won, and was taken
   */
  boolean abort(boolean overtaken) {
    turn = Turn.NEVER;
    boolean aborted = slot.abort();
    if (aborted && settled.compareAndSet(false, true)) {
      if (overtaken && thread != null) {
        use.failed();
      }
      use.end();
    }
    wake();
    return aborted;
  }

  private void wake() {
    Thread running = thread;
    if (running != null) {
      platform.unpark(running);
    }
  }
}
