package io.conpool;

/** Why a pooled connection was closed. Values may be added. */
public enum CloseReason {
  /** It was idle for longer than {@link PoolConfig#maxIdleTime()}. */
  IDLE_TIMEOUT,
  /** It was older than {@link PoolConfig#maxConnectionLifetime()}. */
  LIFETIME,
  /** It had been leased {@link PoolConfig#maxConnectionUses()} times. */
  MAX_USES,
  /** Its holder closed it without a release. */
  NOT_RELEASED,
  /** Its holder released it with a read or write still inside. */
  RELEASED_IN_USE,
  /** A read or write on it failed. */
  IO_FAILED,
  /** Its output had been shut down. */
  OUTPUT_SHUT_DOWN,
  /** Bytes had come that nobody read. */
  UNREAD_DATA,
  /** The peer had closed it. */
  PEER_CLOSED,
  /** The {@link HealthCheck} said no, failed or took too long. */
  HEALTH_CHECK_FAILED,
  /** Another endpoint needed its place under {@link PoolConfig#maxConnections()}. */
  EVICTED,
  /** The endpoint was cleared. */
  CLEARED,
  /** The endpoint's limit was lowered. */
  LIMIT_LOWERED,
  /** The provider that made it has left. */
  PROVIDER_LEFT,
  /** Its address is no longer among those of the name. */
  ADDRESS_LEFT,
  /** The clock jumped: the machine had been asleep. */
  CLOCK_JUMP,
  /** Its lease was garbage-collected without having ended. */
  LEAKED,
  /** The pool was closed. */
  POOL_CLOSED
}
