package io.conpool.cmd.text;

import java.util.Locale;

/** Numbers as people read them, the same in every country. */
public final class Quantity {

  private Quantity() {}

  /**
   * Writes a time with three significant digits: {@code 850 ns}, {@code 12.3 us}, {@code 1.50 s}.
   *
   * @param nanos the time in nanoseconds, not negative
   * @return number and unit
   */
  public static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    // The bounds are where three digits would round up to the next unit.
    if (nanos < 999_500) {
      return digits(nanos / 1e3) + " us";
    }
    if (nanos < 999_500_000) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / 1e9) + " s";
  }

  /**
   * Writes a whole number with its thousands apart: {@code 12,345}.
   *
   * @param number the number
   * @return its digits
   */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * Writes a number with its noun, in the plural where it must be: {@code 1 server}, {@code 3
   * servers}.
   *
   * @param number the number
   * @param noun the noun in the singular, its plural made by an s
   * @return both
   */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  private static String digits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
