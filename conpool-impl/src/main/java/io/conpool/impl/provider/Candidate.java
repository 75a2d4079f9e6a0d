package io.conpool.impl.provider;

import io.conpool.spi.Provider;
import java.util.Comparator;

/** A provider with what it once said of itself. */
record Candidate(Provider provider, String name, int priority) {

  static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingInt(Candidate::priority).reversed().thenComparing(Candidate::name);

  @Override
  public String toString() {
    return name + " (priority " + priority + ", " + provider.getClass().getName() + ")";
  }
}
