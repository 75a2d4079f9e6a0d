package io.conpool;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why the pool could not give a connection.
 *
 * <p>The message is the error and its context, innermost first: {@code conpool
 * DnsResolutionFailed{hostname=invalid.example}, resolving invalid.example:443, connecting to
 * invalid.example:443}.
 */
public final class PoolException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What happened. Not carried over by serialisation. */
  private final transient PoolError error;

  /** What was being done, innermost first. Not carried over by serialisation. */
  private final transient List<String> context;

  /**
   * Makes an exception.
   *
   * @param error what happened
   * @param context what was being done, innermost first
   * @param cause what was thrown below, or null
   */
  public PoolException(PoolError error, List<String> context, @Nullable Throwable cause) {
    super(message(error, context), cause);
    this.error = error;
    this.context = context.stream().map(ForeignText::clean).toList();
  }

  private static String message(PoolError error, List<String> context) {
    StringBuilder text =
        new StringBuilder("conpool ").append(Objects.requireNonNull(error, "error"));
    for (String each : context) {
      text.append(", ").append(ForeignText.clean(each));
    }
    return text.toString();
  }

  /**
   * Returns what happened.
   *
   * @return the error
   */
  public PoolError error() {
    return error;
  }

  /**
   * Returns what was being done when it happened.
   *
   * @return descriptions, innermost first; may be empty
   */
  public List<String> context() {
    return context;
  }
}
