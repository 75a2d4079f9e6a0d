package io.conpool.it.osgi.consumer;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** How the exchanges went that began in one stretch of time. */
final class Tally {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** How an exchange may end. */
  enum Outcome {
    /** Well. */
    DONE,
    /** There was no connection to be had. */
    REFUSED,
    /** The connection failed. */
    BROKEN,
    /** The pool was closed. */
    CLOSED,
    /** In a way that must never be. */
    WRONG
  }

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean hasPrinted = new AtomicBoolean();

  Tally() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** An exchange begins. */
  void enter() {
    underWay.incrementAndGet();
  }

  /** It has ended, and is counted. */
  void leave() {
    underWay.decrementAndGet();
  }

  void count(Outcome outcome) {
    counts.get(outcome).increment();
  }

  /** Counts a failure; the first is printed. */
  void count(Outcome outcome, Throwable failure) {
    count(outcome);
    if (outcome != Outcome.CLOSED && hasPrinted.compareAndSet(false, true)) {
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack, true));
      System.err.println(outcome + ": " + stack);
    }
  }

  long done() {
    return counts.get(Outcome.DONE).sum();
  }

  /** Waits until every exchange that began in it has ended. */
  void awaitEnd() {
    long start = System.nanoTime();
    while (underWay.get() > 0 && System.nanoTime() - start < PATIENCE) {
      LockSupport.parkNanos(PAUSE);
    }
    if (underWay.get() > 0) {
      count(Outcome.WRONG, new IllegalStateException("exchanges hang: " + underWay));
    }
  }

  /** Returns the counts, as in {@code done=5 refused=0 broken=0 closed=0 wrong=0}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (outcome, count) ->
            text.append(outcome.name().toLowerCase(Locale.ROOT))
                .append('=')
                .append(count.sum())
                .append(' '));
    return text.toString().strip();
  }
}
