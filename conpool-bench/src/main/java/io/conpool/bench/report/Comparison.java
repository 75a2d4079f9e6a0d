package io.conpool.bench.report;

import java.util.function.DoubleBinaryOperator;

/** How a bar compares conpool with its reference. */
public enum Comparison {
  /** Not at all: the value itself counts. */
  VALUE((own, other) -> own, ""),
  /** Own over other. */
  RATIO((own, other) -> own / other, " x "),
  /** Own without other. */
  DIFFERENCE((own, other) -> own - other, " more than ");

  @SuppressWarnings("ImmutableEnumChecker") // captures nothing
  private final DoubleBinaryOperator operator;

  private final String word;

  Comparison(DoubleBinaryOperator operator, String word) {
    this.operator = operator;
    this.word = word;
  }

  double of(double own, double other) {
    return operator.applyAsDouble(own, other);
  }

  /** What stands between the number and whom it was compared with. */
  String word() {
    return word;
  }
}
