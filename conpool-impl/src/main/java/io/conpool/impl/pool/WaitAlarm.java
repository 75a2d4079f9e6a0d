package io.conpool.impl.pool;

import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the clock for all waiters of one endpoint, so that they can sleep without a time.
 *
 * <p>A timer for each of them costs a virtual thread twice as much as the rest of its wait: it is
 * entered and cancelled in a queue of the whole machine. One for all is enough, since most waits
 * end long before. It calls whoever's deadline has come, and begins the hand-over mode when the
 * first has waited for the fairness delay. Its fields are guarded by the endpoint's lock.
 */
final class WaitAlarm {

  /** It rings by then, however late the deadline: else a pending one kept a forgotten endpoint. */
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

  /** Among so many waiters, all are looked at no more often than this. */
  private static final int CROWD = 1_000;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final EndpointState state;
  private final Platform platform;
  private final long fairnessNanos;

  /** When it will ring; the earliest first, since it is only ever set to an earlier time. */
  private final Deque<Long> pending = new ArrayDeque<>();

  /** Before this, no waiter's deadline comes. */
  private long quietUntil = Platform.FOREVER;

  WaitAlarm(EndpointState state) {
    this.state = state;
    this.platform = state.platform;
    this.fairnessNanos = Nanos.of(state.config.fairnessDelay());
  }

  /** Will call a waiter when its deadline comes. Under the lock. */
  void watch(Waiter waiter, long now, Later later) {
    if (waiter.deadline() != Platform.FOREVER) {
      quietUntil = sooner(quietUntil, sooner(waiter.deadline(), now + LONGEST));
      ring(quietUntil, later);
    }
  }

  /** Will begin the hand-over when the first waiter has waited for the fairness delay. */
  void watchFirst(Waiter first, Later later) {
    if (fairnessNanos <= LONGEST) {
      ring(first.since() + fairnessNanos, later);
    } else if (pending.isEmpty()) {
      ring(first.since() + LONGEST, later);
    }
  }

  private void ring(long time, Later later) {
    Long earliest = pending.peek();
    if (earliest == null || time - earliest < 0) {
      pending.push(time);
      later.add(() -> schedule(time));
    }
  }

  private void schedule(long time) {
    try {
      platform.schedule(time, () -> look(time));
    } catch (RejectedExecutionException e) {
      letEachWatch(time);
    } catch (RuntimeException | Error e) { // a user's time source
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING, "no timer for " + state.endpoint.authority(), e);
      letEachWatch(time);
    }
  }

  private void look(long time) {
    state.lock.run(
        later -> {
          pending.remove(time);
          long now = platform.now();
          lookAtFirst(now, later);
          lookAtDeadlines(now, later);
        });
  }

  private void lookAtFirst(long now, Later later) {
    Waiter first = state.queue.head();
    if (first == null || state.gate.has(Gate.HANDOVER)) {
      return;
    } else if (now - first.since() >= fairnessNanos) {
      state.gate.change(Gate.HANDOVER, 0);
    } else {
      ring(sooner(first.since() + fairnessNanos, now + LONGEST), later);
    }
  }

  private void lookAtDeadlines(long now, Later later) {
    if (quietUntil == Platform.FOREVER) {
      return;
    } else if (now - quietUntil < 0) {
      ring(quietUntil, later);
      return;
    }
    quietUntil = Platform.FOREVER;
    for (Waiter each = state.queue.head(); each != null; each = each.next) {
      if (each.hasExpired(now)) {
        each.call(platform, later);
      } else if (each.deadline() != Platform.FOREVER) {
        quietUntil = sooner(quietUntil, sooner(each.deadline(), now + LONGEST));
      }
    }
    if (quietUntil != Platform.FOREVER) {
      if (state.queue.size() > CROWD && quietUntil - now < PAUSE) {
        quietUntil = now + PAUSE;
      }
      ring(quietUntil, later);
    }
  }

  /** There is no thread for timers: each waits by its own clock. */
  private void letEachWatch(long time) {
    state.lock.run(
        later -> {
          pending.remove(time);
          if (!state.queue.isEmpty()) {
            state.gate.change(Gate.HANDOVER, 0); // strictly: nobody measures the fairness delay
          }
          for (Waiter each = state.queue.head(); each != null; each = each.next) {
            if (each.parkUntil != each.deadline()) {
              each.parkUntil = each.deadline();
              each.call(platform, later);
            }
          }
        });
  }

  private static long sooner(long deadline, long time) {
    return deadline == Platform.FOREVER || time - deadline < 0 ? time : deadline;
  }
}
