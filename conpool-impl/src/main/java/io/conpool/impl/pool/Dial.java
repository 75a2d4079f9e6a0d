package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.impl.dial.Attempt;
import io.conpool.impl.dial.DialFailure;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.time.Platform;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One dial of an endpoint: its tries, and the pauses between them.
 *
 * <p>It belongs to the endpoint, not to a caller. It holds a place of the endpoint from beginning
 * to end, and a global one only while it tries. Its fields are guarded by the endpoint's lock.
 */
final class Dial {

  /** Where a dial is in its life. */
  enum State {
    /** Asks, or queues, for a global place. */
    WAITING,
    /** Makes a try, on a thread of its own. */
    TRYING,
    /** Pauses after a failed try. */
    PAUSING,
    /** Succeeded, failed for good, or abandoned. */
    DONE
  }

  private final EndpointPool home;
  private final Shared shared;
  private final boolean demanded;

  private State state = State.WAITING;
  private int tries;
  private long arrivalsAtTry;
  private long progressAtBegin;
  private @Nullable Attempt attempt;
  private @Nullable Failure lastFailure;

  /**
   * Makes a dial, for which the caller has taken a place of the endpoint.
   *
   * @param demanded whether somebody waits; else it is a refill, which neither evicts nor queues
   */
  Dial(EndpointPool home, Shared shared, boolean demanded) {
    this.home = home;
    this.shared = shared;
    this.demanded = demanded;
  }

  /** Since when the first of those it is made for has waited; they change while it queues. */
  long since() {
    return home.firstWaitsSince();
  }

  Endpoint endpoint() {
    return home.endpoint();
  }

  // ---- under the endpoint's lock ----

  /** Begins a try; null if the dial is not wanted any more. */
  @Nullable Attempt beginTry(Attempt next, long arrivals, long progress) {
    if (state != State.WAITING) {
      return null;
    }
    state = State.TRYING;
    if (tries == 0) {
      progressAtBegin = progress;
    }
    tries++;
    arrivalsAtTry = arrivals;
    attempt = next;
    return next;
  }

  void beginPause(DialFailure failure) {
    state = State.PAUSING;
    attempt = null;
    int made = tries;
    lastFailure = () -> failure.toException(made);
  }

  /** False if the dial was abandoned in its pause. */
  boolean endPause() {
    if (state != State.PAUSING) {
      return false;
    }
    state = State.WAITING;
    return true;
  }

  /** Ends the dial, however it went; false if it had ended before. */
  boolean finish() {
    boolean first = state != State.DONE;
    state = State.DONE;
    attempt = null;
    return first;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  boolean isPausing() {
    return state == State.PAUSING;
  }

  /** Whether it is at work, and not queueing for a global place. */
  boolean isUnderWay() {
    return state == State.TRYING || state == State.PAUSING;
  }

  /**
   * Whether it can be dropped when nobody waits for it: it is demanded, and not in the middle of a
   * try.
   */
  boolean isDroppable() {
    return demanded && (state == State.WAITING || state == State.PAUSING);
  }

  /** The try that runs now, or null. */
  @Nullable Attempt running() {
    return attempt;
  }

  int tries() {
    return tries;
  }

  /** The number of the last arrival when the last try began. */
  long arrivalsAtTry() {
    return arrivalsAtTry;
  }

  /**
   * How much progress there had been when the first try began. Not the last: a refused connect
   * takes no time, so that a server which is merely full would fail everybody who waits for its
   * leases.
   */
  long progressAtBegin() {
    return progressAtBegin;
  }

  /** Why the try before this one failed, or null. */
  @Nullable Failure lastFailure() {
    return lastFailure;
  }

  String describe() {
    return switch (state) {
      case WAITING -> "waiting for a place";
      case TRYING -> "try " + tries;
      case PAUSING -> "pausing after try " + tries;
      case DONE -> "done";
    };
  }

  // ---- outside every lock ----

  /** Gets a global place and then tries. */
  void begin() {
    if (!demanded) {
      if (shared.places().tryTake()) {
        granted();
      } else {
        home.dialing().givenUp(this);
      }
    } else if (shared.places().takeOrQueue(this)) {
      granted();
    } else {
      shared.evictIdle(home);
      home.dialing().recheckQueued(this);
    }
  }

  /** A global place is ours. */
  void granted() {
    Attempt next = home.dialing().nextTry(this);
    if (next == null) {
      shared.places().release();
      return;
    }
    Platform.Task task =
        new Platform.Task(
            "conpool-dial-" + home.endpoint().authority(),
            shared.dialer().needsPlatformThread(home.config(), home.endpoint()),
            tries > 1 || home.isDown() ? Platform.Urgency.YIELDING : Platform.Urgency.PROMPT,
            () -> run(next));
    try {
      shared.platform().start(task);
    } catch (
        RejectedExecutionException e) { // the pool is closing, or the machine has no thread left
      home.dialing().failed(this, DialFailure.noThread(home.endpoint(), e));
    }
  }

  private void run(Attempt next) {
    Dialed made;
    try {
      made = next.run();
    } catch (DialFailure e) {
      home.dialing().failed(this, e);
      return;
    }
    home.dialing().succeeded(this, made);
  }

  /**
   * The pause is over. Runs on the housekeeper, so the rest goes to a thread that may call foreign
   * code.
   */
  void resume() {
    if (home.dialing().pauseEnded(this)) {
      shared.startOrRun(
          new Platform.Task(
              "conpool-dial-" + home.endpoint().authority(),
              false,
              Platform.Urgency.YIELDING,
              this::begin));
    }
  }
}
