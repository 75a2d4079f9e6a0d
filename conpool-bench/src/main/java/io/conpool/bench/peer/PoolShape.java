package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * What a pool is to hold.
 *
 * @param backend where resources come from
 * @param endpoints whose resources
 * @param size how many for each endpoint
 */
public record PoolShape(Backend backend, List<Endpoint> endpoints, int size) {

  /** The time limits of conpool and of the peers that have such limits, in one place. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** How long a resource may be idle. */
  static final Duration IDLE_TIME = Duration.ofMinutes(1);
}
