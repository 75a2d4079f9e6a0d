package io.conpool.it.osgi.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How exchanges went.
 *
 * @param done well
 * @param refused without a connection
 * @param broken over a connection that failed
 * @param closed over a pool that was closed
 * @param wrong in a way that must never be
 */
record Counts(long done, long refused, long broken, long closed, long wrong) {

  private static final Pattern TEXT =
      Pattern.compile("done=(\\d+) refused=(\\d+) broken=(\\d+) closed=(\\d+) wrong=(\\d+)");

  /** How many exchanges are under way at most. */
  private static final long UNDER_WAY = 8;

  /** Which failures may be. */
  enum Allowed {
    /** None. */
    NONE,
    /** Exchanges under way may break, one for each of those who make them. */
    BROKEN,
    /** The pool may be closed. */
    CLOSED
  }

  static Counts parse(String text) {
    Matcher counts = TEXT.matcher(text);
    if (!counts.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Counts(
        Long.parseLong(counts.group(1)),
        Long.parseLong(counts.group(2)),
        Long.parseLong(counts.group(3)),
        Long.parseLong(counts.group(4)),
        Long.parseLong(counts.group(5)));
  }

  Counts plus(Counts other) {
    return new Counts(
        done + other.done,
        refused + other.refused,
        broken + other.broken,
        closed + other.closed,
        wrong + other.wrong);
  }

  long failed() {
    return refused + broken + closed + wrong;
  }

  /** Checks that nothing failed but in the way that is allowed. */
  Counts check(String when, Allowed allowed) {
    long excused =
        switch (allowed) {
          case NONE -> 0;
          case BROKEN -> Math.min(broken, UNDER_WAY);
          case CLOSED -> closed;
        };
    if (failed() > excused) {
      throw new AssertionError(when + ": " + this + ", of failures allowed: " + allowed);
    }
    return this;
  }
}
