package io.conpool;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What is done with a leased connection.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 */
@ConsumerType
@FunctionalInterface
public interface ConnectionFunction<T extends @Nullable Object, X extends Exception> {

  /**
   * Carries out one complete exchange.
   *
   * @param connection the leased connection, valid until this method ends
   * @return whatever the exchange gave
   * @throws X if the exchange failed; the connection is then closed, not reused
   */
  T apply(Connection connection) throws X;
}
