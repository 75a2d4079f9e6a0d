package io.conpool.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider can work here and, if not, why.
 *
 * @param reason why the provider cannot be used, in words for a log line; null where it can
 */
public record Availability(@Nullable String reason) {

  private static final Availability AVAILABLE = new Availability(null);

  /**
   * Returns the answer of a provider that can be used.
   *
   * @return available
   */
  public static Availability available() {
    return AVAILABLE;
  }

  /**
   * Returns the answer of a provider that cannot be used.
   *
   * @param reason why, in words for a log line
   * @return unavailable, for that reason
   */
  public static Availability unavailable(String reason) {
    return new Availability(Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Tells whether the provider can be used.
   *
   * @return true where there is no reason against it
   */
  public boolean isAvailable() {
    return reason == null;
  }
}
