package io.conpool.impl.provider;

import io.conpool.PoolError;
import io.conpool.impl.dns.JdkResolverProvider;
import io.conpool.impl.tls.JdkTlsProvider;
import io.conpool.impl.transport.NioTransportProvider;
import io.conpool.spi.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The providers of one pool, and the choice among them.
 *
 * <p>Those given by hand go before those that were found: offered by bundles, by {@link
 * java.util.ServiceLoader}, or built in. Of the found ones a class counts once, and not at all if
 * one of it was given. Within given and found the highest priority goes first, then the name
 * decides.
 */
public final class ProviderRegistry implements AutoCloseable {

  private static final Logger LOG = System.getLogger("io.conpool");

  private final List<Provider> given;
  private final BundleProviders bundles;
  private final List<Provider> others;
  private final TroubleLog trouble = new TroubleLog();
  private final Map<ProviderKind<?>, Provider> chosen = new ConcurrentHashMap<>();
  private final Consumer<Provider> whenGone = this::gone;
  private volatile Consumer<Provider> watcher = provider -> {};
  private volatile Roster roster;

  /**
   * Makes the registry of one pool.
   *
   * @param given the providers given by hand
   */
  public ProviderRegistry(List<Provider> given) {
    this(given, BundleProviders.OF_PROCESS, ProviderRegistry.class.getClassLoader());
  }

  ProviderRegistry(List<Provider> given, BundleProviders bundles, ClassLoader loader) {
    this.given = List.copyOf(given);
    this.bundles = bundles;
    FoundServices services = new FoundServices(loader, trouble::reportService);
    List<Provider> found = new ArrayList<>();
    for (ProviderKind<?> kind : ProviderKind.ALL) {
      found.addAll(services.of(kind));
    }
    found.add(new NioTransportProvider());
    found.add(new JdkTlsProvider());
    found.add(new JdkResolverProvider());
    this.others = List.copyOf(found);
    this.roster = Roster.of(this.given, bundles.present(), others, trouble);
  }

  /**
   * Chooses a provider for one dial: availability may change at any time.
   *
   * @param kind what is needed
   * @param name the name the configuration asks for, or null for the best one
   * @throws ProviderUnavailableException if there is none that can be used now
   */
  public <P extends Provider> P choose(ProviderKind<P> kind, @Nullable String name)
      throws ProviderUnavailableException {
    List<Candidate> candidates = current().of(kind);
    List<String> refusals = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (name == null || name.equals(candidate.name())) {
        String refusal = refusal(candidate);
        if (refusal == null) {
          logIfNew(kind, candidate, refusals);
          return kind.type().cast(candidate.provider());
        }
        refusals.add(candidate.name() + " cannot be used: " + refusal);
      }
    }
    refusals.add(0, "found " + (candidates.isEmpty() ? "none" : names(candidates)));
    throw new ProviderUnavailableException(
        new PoolError.ProviderUnavailable(
            kind.word(), name == null ? "any" : name, String.join("; ", refusals)));
  }

  /** Whether a provider that was chosen before is still there. */
  public boolean isPresent(Provider provider) {
    return isAmong(given, provider)
        || isAmong(others, provider)
        || isAmong(bundles.present(), provider);
  }

  private static boolean isAmong(List<Provider> providers, Provider provider) {
    return providers.stream().anyMatch(each -> each == provider);
  }

  /**
   * Tells of every provider that leaves from now on, its bundle having withdrawn it. Until {@link
   * #close()}.
   *
   * @param watcher called on the bundle's thread, holding no lock
   */
  public void watch(Consumer<Provider> watcher) {
    this.watcher = watcher;
    bundles.watch(whenGone);
  }

  /** Ends {@link #watch}, without which a registry needs no closing. */
  @Override
  public void close() {
    bundles.unwatch(whenGone);
  }

  private Roster current() {
    Roster current = roster;
    List<Provider> present = bundles.present();
    if (current.bundles() != present) {
      // Two threads may do this at once; whichever is kept, the next choice finds out if it is the
      // older one.
      current = Roster.of(given, present, others, trouble);
      roster = current;
    }
    return current;
  }

  /** Lets go of a provider first of all, or its class loader could not be collected. */
  private void gone(Provider provider) {
    chosen.values().removeIf(each -> each == provider);
    current();
    watcher.accept(provider);
  }

  private @Nullable String refusal(Candidate candidate) {
    try {
      return candidate.provider().availability().reason();
    } catch (RuntimeException | LinkageError e) {
      trouble.report(candidate.provider(), e);
      return "it threw " + e;
    }
  }

  private void logIfNew(ProviderKind<?> kind, Candidate candidate, List<String> refusals) {
    if (chosen.get(kind) != candidate.provider()
        && chosen.put(kind, candidate.provider()) != candidate.provider()) {
      String passedOver = refusals.isEmpty() ? "" : "; " + String.join("; ", refusals);
      LOG.log(Level.INFO, kind.word() + " provider is " + candidate + passedOver);
      if (!isPresent(candidate.provider())) { // it has left since, and gone() may have been before
        chosen.remove(kind, candidate.provider());
      }
    }
  }

  private static String names(List<Candidate> candidates) {
    return String.join(", ", candidates.stream().map(Candidate::name).toList());
  }
}
