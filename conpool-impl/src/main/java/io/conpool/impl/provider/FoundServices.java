package io.conpool.impl.provider;

import io.conpool.spi.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** What {@link ServiceLoader} finds, without those it stumbles over. */
final class FoundServices {

  /** A loader that cannot even read what there is fails again and again. */
  private static final int MAX_FAILURES = 20;

  private final ClassLoader loader;
  private final Consumer<Throwable> onFailure;

  FoundServices(ClassLoader loader, Consumer<Throwable> onFailure) {
    this.loader = loader;
    this.onFailure = onFailure;
  }

  /** All that can be made of a kind, each made anew. */
  <P extends Provider> List<P> of(ProviderKind<P> kind) {
    Iterator<P> services = ServiceLoader.load(kind.type(), loader).iterator();
    List<P> found = new ArrayList<>();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!services.hasNext()) {
          return found;
        }
        found.add(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        onFailure.accept(e);
      }
    }
    return found;
  }
}
