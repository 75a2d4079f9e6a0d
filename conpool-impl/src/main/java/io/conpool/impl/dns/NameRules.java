package io.conpool.impl.dns;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long answers about names are kept, and how long they may take; times in nanoseconds.
 *
 * @param shortest the least time an address is kept, whatever its time to live
 * @param longest the most
 * @param negative how long it is kept at most that there is no address
 * @param stale how long beyond its time an address is used while the resolver fails; 0: not at all
 * @param patience how long a resolver has at least for one answer, however short the time of
 *     whoever is the first to ask
 */
public record NameRules(long shortest, long longest, long negative, long stale, long patience) {

  /** For a resolver that does not say (the system's). */
  private static final Duration UNTOLD = Duration.ofSeconds(30);

  /** How long addresses are kept whose resolver gave this time to live. */
  long keep(@Nullable Duration timeToLive) {
    Duration told = timeToLive == null ? UNTOLD : timeToLive;
    // Compared before it is converted: a time to live may be too long for nanoseconds.
    boolean tooLong = told.compareTo(Duration.ofNanos(longest)) > 0;
    return Math.max(shortest, tooLong ? longest : told.toNanos());
  }

  /** How long it is kept that there is no address, where the resolver gave this time to live. */
  long keepNone(@Nullable Duration timeToLive) {
    if (timeToLive == null || timeToLive.compareTo(Duration.ofNanos(negative)) >= 0) {
      return negative;
    }
    return timeToLive.toNanos();
  }
}
