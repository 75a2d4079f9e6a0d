package io.conpool.impl.provider;

import io.conpool.PoolError;

/** There is no provider of a kind, or none by the name that was asked for, that can be used now. */
public final class ProviderUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is missing. Not carried over by serialisation. */
  private final transient PoolError.ProviderUnavailable error;

  ProviderUnavailableException(PoolError.ProviderUnavailable error) {
    super(error.toString());
    this.error = error;
  }

  /** What is missing, and what is there instead. */
  public PoolError.ProviderUnavailable error() {
    return error;
  }
}
