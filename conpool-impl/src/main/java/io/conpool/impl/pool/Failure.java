package io.conpool.impl.pool;

import io.conpool.PoolException;

/** Makes the exception of one caller. */
@FunctionalInterface
interface Failure {
  PoolException toException();
}
