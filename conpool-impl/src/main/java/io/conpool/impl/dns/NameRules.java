package io.conpool.impl.dns;

/**
 * How long answers about names are kept; times in nanoseconds.
 *
 * @param shortest the least time an address is kept, whatever its time to live
 * @param longest the most
 * @param negative how long it is kept that there is no address
 * @param stale how long beyond its time an address is used while the resolver fails; 0: not at all
 */
public record NameRules(long shortest, long longest, long negative, long stale) {

  long keep(long timeToLive) {
    return Math.max(shortest, Math.min(longest, timeToLive));
  }
}
