package io.conpool.impl;

import io.conpool.ConnectionPoolFactory;

/** Placeholder. */
public final class DefaultConnectionPoolFactory implements ConnectionPoolFactory {
  /** Placeholder. */
  public DefaultConnectionPoolFactory() {}
}
