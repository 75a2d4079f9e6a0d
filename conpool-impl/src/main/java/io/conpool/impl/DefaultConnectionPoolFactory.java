package io.conpool.impl;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;

/** Makes pools. */
public final class DefaultConnectionPoolFactory implements ConnectionPoolFactory {
  /** Makes a factory, for {@link java.util.ServiceLoader}. */
  public DefaultConnectionPoolFactory() {}

  @Override
  public ConnectionPool create(PoolConfig config) {
    throw new IllegalStateException("being built");
  }
}
