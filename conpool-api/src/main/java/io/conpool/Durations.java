package io.conpool;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text form of durations in maps and messages: {@code 500ms}, {@code 30s}, {@code 5m}, {@code
 * 1h}.
 */
final class Durations {

  /**
   * The longest duration there is: longer ones are cut, so that a sum with a clock's nanoseconds
   * cannot overflow.
   */
  static final Duration MAX = Duration.ofDays(36_500);

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?)(ms|s|m|h)?");
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private Durations() {}

  /**
   * Reads a duration; a bare number is seconds. A fraction of a nanosecond counts as a whole one,
   * since zero often means "no limit".
   *
   * @return null if it is not one
   */
  static @Nullable Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    @Nullable String unit = matcher.group(2);
    BigDecimal nanos =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(nanosOf(unit == null ? "s" : unit)))
            .setScale(0, RoundingMode.CEILING)
            .min(BigDecimal.valueOf(MAX.toNanos()));
    return Duration.ofNanos(nanos.longValueExact());
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "ms" -> MILLI;
      case "m" -> MINUTE;
      case "h" -> HOUR;
      default -> SECOND;
    };
  }

  /** Writes a duration, in the largest unit that needs no fraction, as {@link #parse} reads it. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(MAX) > 0 || duration.isNegative()) {
      return duration.toString();
    }
    long nanos = duration.toNanos();
    if (nanos % HOUR == 0) {
      return nanos / HOUR + "h";
    }
    if (nanos % MINUTE == 0) {
      return nanos / MINUTE + "m";
    }
    if (nanos % SECOND == 0) {
      return nanos / SECOND + "s";
    }
    return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + "ms";
  }

  /** Writes a measured duration: to the millisecond, where it is that long. */
  static String rounded(Duration duration) {
    boolean tiny = duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(MAX) > 0;
    return format(tiny ? duration : Duration.ofMillis(duration.toMillis()));
  }
}
