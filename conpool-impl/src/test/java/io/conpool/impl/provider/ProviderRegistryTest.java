package io.conpool.impl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.PoolError.ProviderUnavailable;
import io.conpool.impl.GarbageCollection;
import io.conpool.spi.Availability;
import io.conpool.spi.Provider;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderRegistryTest {

  private final BundleProviders bundles = new BundleProviders();
  private LogCapture log;

  @BeforeEach
  void captureLog() {
    log = new LogCapture("io.conpool");
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  @Test
  void theBuiltInProvidersAreAlwaysThere() throws Exception {
    ProviderRegistry registry = registry();
    assertThat(registry.choose(ProviderKind.TRANSPORT, null).name()).isEqualTo("nio");
    assertThat(registry.choose(ProviderKind.TLS, null).name()).isEqualTo("jdk");
    assertThat(registry.choose(ProviderKind.DNS, null).name()).isEqualTo("jdk");
    assertThat(registry.choose(ProviderKind.TRANSPORT, "nio").name()).isEqualTo("nio");
  }

  @Test
  void aRegistryThatIsForgottenUnclosedIsNotHeldByWhatItWatches() {
    assertThat(GarbageCollection.takes(forgotten())).isTrue();
  }

  /** In a method of its own, so that no frame refers to it. */
  private WeakReference<ProviderRegistry> forgotten() {
    ProviderRegistry registry = registry();
    registry.watch(provider -> {});
    return new WeakReference<>(registry);
  }

  @Test
  void ofThoseFoundTheHighestPriorityIsChosen() throws Exception {
    bundles.add(new FakeTransports.One("low", -1));
    assertThat(chosen(registry(), null)).isEqualTo("nio");
    bundles.add(new FakeTransports.Other("high", 1));
    assertThat(chosen(registry(), null)).isEqualTo("high");
  }

  @Test
  void amongEqualsTheNameDecides() throws Exception {
    bundles.add(new FakeTransports.One("b", 5));
    bundles.add(new FakeTransports.Other("a", 5));
    assertThat(chosen(registry(), null)).isEqualTo("a");
  }

  @Test
  void thoseGivenByHandGoBeforeThoseFound() throws Exception {
    bundles.add(new FakeTransports.One("found", 100));
    ProviderRegistry registry =
        registry(new FakeTransports.Other("z-low", 0), new FakeTransports.Other("z-high", 1));
    assertThat(chosen(registry, null)).isEqualTo("z-high");
    assertThat(chosen(registry, "z-low")).as("every one given counts").isEqualTo("z-low");
  }

  @Test
  void aClassThatWasGivenHidesTheSameOneFound() throws Exception {
    bundles.add(new FakeTransports.One("same", 100));
    FakeTransports given = new FakeTransports.One("same", 0);
    given.availability = Availability.unavailable("by test");
    assertThatThrownBy(() -> chosen(registry(given), "same"))
        .isInstanceOf(ProviderUnavailableException.class);
  }

  @Test
  void theFirstOfAClassAmongTheBundlesIsTheOne() throws Exception {
    FakeTransports first = new FakeTransports.One("same", 1);
    FakeTransports second = new FakeTransports.One("same", 1);
    bundles.add(first);
    bundles.add(second);
    ProviderRegistry registry = registry();
    assertThat(registry.choose(ProviderKind.TRANSPORT, "same")).isSameAs(first);
    bundles.remove(first);
    assertThat(registry.choose(ProviderKind.TRANSPORT, "same")).isSameAs(second);
  }

  @Test
  void availabilityIsAskedAnewAtEveryChoice() throws Exception {
    FakeTransports given = new FakeTransports.One("given", 0);
    ProviderRegistry registry = registry(given);
    assertThat(chosen(registry, null)).isEqualTo("given");
    given.availability = Availability.unavailable("out of order");
    assertThat(chosen(registry, null)).isEqualTo("nio");
    given.availability = Availability.available();
    assertThat(chosen(registry, null)).isEqualTo("given");
  }

  @Test
  void aChoiceIsLoggedWhenItChangesAndThenOnly() throws Exception {
    FakeTransports given = new FakeTransports.One("given", 7);
    ProviderRegistry registry = registry(given);
    chosen(registry, null);
    chosen(registry, null);
    given.availability = Availability.unavailable("out of order");
    chosen(registry, null);
    chosen(registry, null);
    assertThat(log.messages(Level.INFO))
        .containsExactly(
            "transport provider is given (priority 7, " + FakeTransports.One.class.getName() + ")",
            "transport provider is nio (priority 0,"
                + " io.conpool.impl.transport.NioTransportProvider); given cannot be used: out of"
                + " order");
  }

  @Test
  void aNamedProviderThatIsAbsentIsAnErrorThatSaysWhatIsThere() throws Exception {
    bundles.add(new FakeTransports.One("other", 100));
    assertThat(unavailable(registry(), ProviderKind.TRANSPORT, "epoll"))
        .isEqualTo(new ProviderUnavailable("transport", "epoll", "found other, nio"));
  }

  @Test
  void aNamedProviderThatCannotBeUsedIsAnErrorThatSaysWhy() throws Exception {
    FakeTransports given = new FakeTransports.One("given", 0);
    given.availability = Availability.unavailable("no native library");
    assertThat(unavailable(registry(given), ProviderKind.TRANSPORT, "given"))
        .isEqualTo(
            new ProviderUnavailable(
                "transport", "given", "found given, nio; given cannot be used: no native library"));
  }

  @Test
  void noProviderAtAllIsAnError() throws Exception {
    ProviderKind<Provider> unheardOf = new ProviderKind<>("other", Provider.class);
    assertThat(unavailable(registry(), unheardOf, null))
        .isEqualTo(new ProviderUnavailable("other", "any", "found none"));
  }

  @Test
  void aProviderThatThrowsIsPassedOverAndLoggedOnce() throws Exception {
    assertPassedOver(
        new FakeTransports.One("broken", 100) {
          @Override
          public String name() {
            throw new IllegalStateException("broken name");
          }
        });
    assertPassedOver(
        new FakeTransports.One("broken", 100) {
          @Override
          public int priority() {
            throw new NoClassDefFoundError("broken priority");
          }
        });
    assertPassedOver(
        new FakeTransports.One("broken", 100) {
          @Override
          public Availability availability() {
            throw new UnsatisfiedLinkError("broken availability");
          }
        });
  }

  private void assertPassedOver(Provider broken) throws ProviderUnavailableException {
    ProviderRegistry registry = registry(broken);
    assertThat(chosen(registry, null)).isEqualTo("nio");
    bundles.add(new FakeTransports.Other("arrival", -1));
    assertThat(chosen(registry, null)).isEqualTo("nio");
    assertThat(log.messages(Level.WARNING))
        .filteredOn(message -> message.contains(broken.getClass().getName()))
        .hasSize(1);
  }

  @Test
  void aBundlesProviderIsUsedFromItsArrivalToItsDeparture() throws Exception {
    ProviderRegistry registry = registry();
    FakeTransports visitor = new FakeTransports.One("visitor", 100);
    assertThat(chosen(registry, null)).isEqualTo("nio");
    bundles.add(visitor);
    assertThat(chosen(registry, null)).isEqualTo("visitor");
    assertThat(registry.isPresent(visitor)).isTrue();
    bundles.remove(visitor);
    assertThat(registry.isPresent(visitor)).isFalse();
    assertThat(chosen(registry, null)).isEqualTo("nio");
    assertThatThrownBy(() -> chosen(registry, "visitor"))
        .isInstanceOf(ProviderUnavailableException.class);
  }

  @Test
  void aWatcherLearnsOfDeparturesUntilTheRegistryIsClosed() throws Exception {
    FakeTransports one = new FakeTransports.One("one", 1);
    FakeTransports other = new FakeTransports.Other("other", 1);
    bundles.add(one);
    bundles.add(other);
    ProviderRegistry registry = registry();
    List<Provider> departed = new ArrayList<>();
    Consumer<Provider> watcher =
        provider -> {
          departed.add(provider);
          assertThat(registry.isPresent(provider)).isFalse();
        };
    registry.watch(watcher);
    bundles.remove(one);
    assertThat(departed).containsExactly(one);
    registry.close();
    bundles.remove(other);
    assertThat(departed).containsExactly(one);
  }

  private ProviderRegistry registry(Provider... given) {
    return new ProviderRegistry(
        List.of(given), bundles, ProviderRegistryTest.class.getClassLoader());
  }

  private static String chosen(ProviderRegistry registry, @Nullable String name)
      throws ProviderUnavailableException {
    return registry.choose(ProviderKind.TRANSPORT, name).name();
  }

  private static ProviderUnavailable unavailable(
      ProviderRegistry registry, ProviderKind<?> kind, @Nullable String name) {
    try {
      throw new AssertionError("chose " + registry.choose(kind, name));
    } catch (ProviderUnavailableException e) {
      return e.error();
    }
  }
}
