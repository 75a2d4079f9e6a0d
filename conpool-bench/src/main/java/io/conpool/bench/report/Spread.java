package io.conpool.bench.report;

import java.util.Collection;
import java.util.Locale;

/**
 * What the forks of one peer gave.
 *
 * @param median the middle one
 * @param min the smallest
 * @param max the largest
 */
public record Spread(double median, double min, double max) {

  /**
   * Sums values up.
   *
   * @param values at least one
   * @return their median, smallest and largest
   */
  public static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** As {@code 12.3 (11.9..12.8)}. */
  @Override
  public String toString() {
    return text(median) + " (" + text(min) + ".." + text(max) + ")";
  }

  /**
   * Writes a number with the three digits that count.
   *
   * @param value a number
   * @return {@code 12.3}
   */
  public static String text(double value) {
    double size = Math.abs(value);
    if (size == 0 || size >= 100 || Double.isNaN(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 5) + "f", value);
  }
}
