package io.conpool.impl.pool;

import io.conpool.PoolListener;
import io.conpool.impl.observe.GuardedListener;
import io.conpool.impl.time.Platform;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of what has come up on threads that others wait for: one thing after the
 * other, in their order, on one thread. So a listener that takes its time holds up only what itself
 * is told, and only so much of that is kept for it. Guarded by the endpoint's lock.
 */
final class Notices {

  /** So many are kept for a listener that does not keep up. */
  static final int MOST = 1_000;

  private final EndpointState state;
  private final Shared shared;
  private final Deque<Consumer<PoolListener>> waiting = new ArrayDeque<>();

  /** Whether a thread tells them. */
  private boolean telling;

  Notices(EndpointState state, Shared shared) {
    this.state = state;
    this.shared = shared;
  }

  void add(Consumer<PoolListener> notice) {
    GuardedListener listener = shared.listener();
    if (listener == null) {
      return;
    }
    boolean begins =
        state.lock.ask(
            later -> {
              if (waiting.size() == MOST) {
                later.add(this::complain);
                return false;
              }
              waiting.add(notice);
              boolean first = !telling;
              telling = true;
              return first;
            });
    if (begins) {
      shared.startOrRun(
          new Platform.Task(
              "conpool-notify-" + state.endpoint.authority(),
              false,
              Platform.Urgency.PROMPT,
              () -> tellAll(listener)));
    }
  }

  private void complain() {
    Loggers.POOL.log(
        System.Logger.Level.DEBUG,
        () -> "the listener does not keep up: it is not told of all at " + state.endpoint);
  }

  private void tellAll(PoolListener listener) {
    for (Consumer<PoolListener> next = next(); next != null; next = next()) {
      next.accept(listener);
    }
  }

  private @Nullable Consumer<PoolListener> next() {
    return state.lock.find(
        later -> {
          Consumer<PoolListener> next = waiting.poll();
          telling = next != null;
          return next;
        });
  }
}
