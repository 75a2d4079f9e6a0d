package io.conpool.impl.dns;

import io.conpool.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to a resolver. Guarded by the lock of the cache, so that an interrupt
 * meets the resolver and nothing else.
 */
final class Query {

  /** The thread inside the resolver, null before and after. */
  @Nullable Thread resolving;

  /** Ends it, whatever the resolver does. */
  TimeSource.@Nullable Timer end;

  /** Whether its time was over before it had an answer. */
  boolean abandoned;
}
