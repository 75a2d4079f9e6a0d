package io.conpool.impl.provider;

import io.conpool.spi.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The candidates of every kind at one moment, best first.
 *
 * @param bundles what bundles offered when it was made
 * @param candidates those who told their name and priority
 */
record Roster(List<Provider> bundles, Map<ProviderKind<?>, List<Candidate>> candidates) {

  List<Candidate> of(ProviderKind<?> kind) {
    return candidates.getOrDefault(kind, List.of());
  }

  /**
   * Draws one up.
   *
   * @param given by hand: they go first, and all count
   * @param bundles offered by bundles
   * @param others found in other ways, in the order in which one hides another of its class
   */
  static Roster of(
      List<Provider> given, List<Provider> bundles, List<Provider> others, TroubleLog trouble) {
    List<Provider> found = new ArrayList<>();
    addNewClasses(bundles, given, found);
    addNewClasses(others, given, found);
    Map<ProviderKind<?>, List<Candidate>> candidates = new HashMap<>();
    for (ProviderKind<?> kind : ProviderKind.ALL) {
      List<Candidate> ofKind = ranked(kind, given, trouble);
      ofKind.addAll(ranked(kind, found, trouble));
      candidates.put(kind, List.copyOf(ofKind));
    }
    return new Roster(bundles, Map.copyOf(candidates));
  }

  private static void addNewClasses(
      List<Provider> from, List<Provider> given, List<Provider> found) {
    for (Provider provider : from) {
      if (!hasClassOf(provider, given) && !hasClassOf(provider, found)) {
        found.add(provider);
      }
    }
  }

  private static boolean hasClassOf(Provider provider, List<Provider> others) {
    return others.stream().anyMatch(other -> other.getClass() == provider.getClass());
  }

  private static List<Candidate> ranked(
      ProviderKind<?> kind, List<Provider> providers, TroubleLog trouble) {
    List<Candidate> ranked = new ArrayList<>();
    for (Provider provider : providers) {
      if (kind.type().isInstance(provider)) {
        try {
          ranked.add(new Candidate(provider, provider.name(), provider.priority()));
        } catch (RuntimeException | LinkageError e) {
          trouble.report(provider, e);
        }
      }
    }
    ranked.sort(Candidate.BEST_FIRST);
    return ranked;
  }
}
