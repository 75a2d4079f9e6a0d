package io.conpool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    this(error, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param error {@link PoolError.InvalidConfig} or {@link PoolError.InvalidEndpoint}
   * @param cause what was thrown below, or null
   */
  public InvalidArgumentException(PoolError error, @Nullable Throwable cause) {
    super("conpool " + Objects.requireNonNull(error, "error"), cause);
    this.error = error;
  }

  static InvalidArgumentException config(String message) {
    return config(message, null);
  }

  static InvalidArgumentException config(String message, @Nullable Throwable cause) {
    return new InvalidArgumentException(new PoolError.InvalidConfig(message), cause);
  }

  static InvalidArgumentException endpoint(String message) {
    return new InvalidArgumentException(new PoolError.InvalidEndpoint(message));
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
