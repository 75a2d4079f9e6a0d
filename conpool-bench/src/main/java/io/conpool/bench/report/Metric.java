package io.conpool.bench.report;

/**
 * One thing that is measured.
 *
 * @param name what it is called in tables
 * @param unit in which unit
 * @param source the name of JMH's secondary result, empty for its score
 * @param better which way is better
 */
public record Metric(String name, String unit, String source, Better better) {

  /** Which way is better. */
  public enum Better {
    /** More is. */
    MORE,
    /** Less is. */
    LESS;

    boolean holds(double value, double limit) {
      return this == MORE ? value >= limit : value <= limit;
    }
  }

  /**
   * A metric of which more is better.
   *
   * @param name what it is called in tables
   * @param unit in which unit
   * @param source the name of JMH's secondary result, empty for its score
   * @return the metric
   */
  public static Metric more(String name, String unit, String source) {
    return new Metric(name, unit, source, Better.MORE);
  }

  /**
   * A metric of which less is better.
   *
   * @param name what it is called in tables
   * @param unit in which unit
   * @param source the name of JMH's secondary result, empty for its score
   * @return the metric
   */
  public static Metric less(String name, String unit, String source) {
    return new Metric(name, unit, source, Better.LESS);
  }
}
