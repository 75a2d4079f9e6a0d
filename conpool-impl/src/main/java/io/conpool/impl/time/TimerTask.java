package io.conpool.impl.time;

import io.conpool.TimeSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A task that either runs once or is taken back once, whichever comes first. */
abstract class TimerTask implements TimeSource.Timer, Runnable {

  private final AtomicReference<@Nullable Runnable> body;

  TimerTask(Runnable body) {
    this.body = new AtomicReference<>(body);
  }

  /** Whether it has neither run nor been taken back. */
  final boolean isPending() {
    return body.get() != null;
  }

  @Override
  public void run() {
    Runnable work = body.getAndSet(null);
    if (work != null) {
      new LoggedTask("A timer task", work).run();
    }
  }

  @Override
  public boolean cancel() {
    return body.getAndSet(null) != null;
  }
}
