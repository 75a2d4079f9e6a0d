package io.conpool.cmd.stress;

import io.conpool.PoolException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How the messages fared, counted by all workers together. */
final class Scoreboard {

  /**
   * Messages that failed alike.
   *
   * @param kind what kind of failure
   * @param count how many
   * @param example the words of one of them
   */
  record Failure(String kind, long count, String example) {

    private Failure plus(Failure other) {
      return new Failure(kind, count + other.count, example);
    }
  }

  private final LongAdder echoed = new LongAdder();
  private final LongAdder garbled = new LongAdder();
  private final LongAdder wrongBytes = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ConcurrentHashMap<String, Failure> failures = new ConcurrentHashMap<>();

  /** Counts a message that came back, with so many bytes that were not those sent. */
  void echoed(int wrong) {
    if (wrong == 0) {
      echoed.increment();
    } else {
      garbled.increment();
      wrongBytes.add(wrong);
    }
  }

  void failed(Exception e) {
    failed.increment();
    String kind =
        e instanceof PoolException pool
            ? pool.error().getClass().getSimpleName()
            : e.getClass().getSimpleName();
    failures.merge(kind, new Failure(kind, 1, e.toString()), Failure::plus);
  }

  /** Messages that are over, one way or another. */
  long done() {
    return echoed.sum() + garbled.sum() + failed.sum();
  }

  /** Messages that came back byte for byte. */
  long echoed() {
    return echoed.sum();
  }

  long wrongBytes() {
    return wrongBytes.sum();
  }

  /** Messages that got no answer. */
  long failed() {
    return failed.sum();
  }

  /** What went wrong, the most frequent first. */
  List<Failure> failures() {
    return failures.values().stream()
        .sorted(Comparator.comparingLong(Failure::count).reversed().thenComparing(Failure::kind))
        .toList();
  }
}
