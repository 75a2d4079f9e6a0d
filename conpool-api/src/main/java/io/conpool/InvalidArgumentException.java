package io.conpool;

import java.util.Objects;

/** An argument that cannot be right, with an error that names the field and says what would be. */
public final class InvalidArgumentException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. Not carried over by serialisation. */
  private final transient PoolError error;

  /**
   * Makes an exception.
   *
   * @param error {@link PoolError.InvalidConfig} or {@link PoolError.InvalidEndpoint}
   */
  public InvalidArgumentException(PoolError error) {
    super("conpool " + Objects.requireNonNull(error, "error"));
    this.error = error;
  }

  /**
   * Returns what is wrong.
   *
   * @return the error
   */
  public PoolError error() {
    return error;
  }
}
